import type pg from 'pg'
import { isOwnRow, isShared } from '../ddl/own-rows.ts'
import { isNew, type Plan, type TablePlan } from '../plan/plan.ts'
import { LiteliftError } from '../errors.ts'
import { query } from '../target/query.ts'
import { qualifiedName, quoteIdentifier, quoteLiteral } from '../target/quote.ts'

/** A foreign key from a table of which rows are staged: one that the target has, or one that the plan adds. */
export interface Reference {
  name: string
  child: TablePlan
  /** Columns of the child by their names in PostgreSQL. */
  columns: string[]
  /** The referenced table's name. */
  parent: string
  /** Rows of the referenced table come along. */
  isParentStaged: boolean
  /** The key exists in the target, and whether it holds for all rows there. */
  existing: { valid: boolean } | null
  /** The columns that another foreign key of the child has as well. */
  shared: string[]
  /** Why this role cannot see all rows of the referenced table; null where it can. */
  hidden: 'target-row-security' | 'target-grant-missing' | null
  /** SQL: the staged row `c` references something, and no row that the parent will hold. */
  isOrphan: string
  /** SQL: the staged row `c` references the row `r` of the rejects; null where a rowid does not tell. */
  isOfReject: string | null
}

/** Where rows are staged, and where those are that were refused. */
export interface Where {
  plan: Plan
  staging: string
  rejects: Rejects
}

/** SQL of a relation of rejects (target/ledger/rejects.ts), and whose they are there. */
export interface Rejects {
  relation: string
  migration: string
}

/**
 * The foreign keys by which staged rows can be orphans. What the referenced table will hold follows from its mode: its own rows and the
 * staged ones in append and upsert, else the staged ones alone. A key over columns that the file does not fill is not among them.
 */
export async function findReferences(
  client: pg.ClientBase,
  { plan, staging }: Pick<Where, 'plan' | 'staging'>,
): Promise<Reference[]> {
  const byName = new Map(plan.tables.map((table) => [table.name, table]))
  const filled = plan.tables.filter((table) => !isNew(table)).map(({ name }) => name)
  const found = await query<ExistingKey>(client, EXISTING, [plan.schema, filled])
  const all = [
    ...found.map((key) => ({ ...key, existing: { valid: key.valid }, alike: null })),
    ...plan.foreignKeys.map((key) => ({
      ...key,
      existing: null,
      relation: qualifiedName(plan.schema, key.parent),
      inSchema: true,
      operators: key.columns.map(() => '='),
      collations: key.columns.map(() => ''),
      ownKey: [],
      hidden: null,
    })),
  ]
  return all.flatMap((key): Reference[] => {
    const child = byName.get(key.table)!
    const parent = key.inSchema ? byName.get(key.parent) : undefined
    const isOrphan = orphanOf({ ...key, child }, { parent, staging, into: qualifiedName(plan.schema, child.name) })
    if (isOrphan === null) return []
    const others = all.filter((one) => one !== key && one.table === key.table).flatMap(({ columns }) => columns)
    const { name, columns, existing, hidden, parentColumns } = key
    const shared = columns.filter((column) => others.includes(column))
    return [
      {
        name,
        child,
        columns,
        parent: key.parent,
        isParentStaged: parent !== undefined,
        existing,
        shared,
        hidden,
        isOrphan,
        isOfReject: parent ? ofReject({ child, columns, parent, parentColumns }) : null,
      },
    ]
  })
}

/** @throws LiteliftError where rows of a referenced table may be hidden from this role, so that nobody knows which rows are orphans */
export function refuseHidden(references: Reference[]): void {
  const [first] = references.filter(({ hidden }) => hidden !== null)
  if (!first) return
  const { hidden, parent, name, child } = first
  throw new LiteliftError(hidden!, {
    subject: { table: child.source },
    message: `The foreign key ${name} leads to ${parent}, ${hidden === 'target-row-security' ? 'of which row-level security may hide rows from this role' : 'which this role may not read'}: which rows of ${child.source} are orphans cannot be told.`,
    hint: `Migrate as a role that sees all rows of ${parent}, or leave onOrphan out, so that PostgreSQL itself looks.`,
  })
}

/** SQL of the staged rows of a table, in the staging schema. */
export function stagedRows({ name }: TablePlan, staging: string): string {
  return qualifiedName(staging, name)
}

interface Key {
  child: TablePlan
  columns: string[]
  parentColumns: string[]
  operators: string[]
  /** SQL of the collation by which a column of the parent compares, or ''. */
  collations: string[]
  /** Of a key that the plan adds: how SQLite finds the parent `p` of a child `c`. */
  alike: string[] | null
  relation: string
  /** The child's primary key, by which rows that mode append leaves out are known. */
  ownKey: string[]
}

function orphanOf(
  { child, ...key }: Key,
  { parent, staging, into }: { parent: TablePlan | undefined; staging: string; into: string },
): string | null {
  const own = key.columns.map((name) => stagedValue(child, name, 'c'))
  const staged = parent ? key.parentColumns.map((name) => stagedValue(parent, name, 's')) : []
  if (own.includes(null) || staged.includes(null)) return null
  const named = key.parentColumns.map(quoteIdentifier)
  const select = (values: (string | null)[], from: string) =>
    `SELECT ${values.map((value, at) => `${value} AS ${named[at]}`).join(', ')} FROM ${from}`
  const isWhole = !parent || parent.action === 'append' || parent.action === 'upsert'
  // Of a table that is emptied or mirrored the rows of other sources stay.
  const stays = isWhole || (!isNew(parent) && isShared(parent))
  const kept = isWhole ? '' : ` WHERE NOT ${isOwnRow(parent, 't')}`
  const rows = [
    ...(stays
      ? [
          select(
            named.map((name) => `t.${name}`),
            `${key.relation} t${kept}`,
          ),
        ]
      : []),
    ...(parent ? [select(staged, `${stagedRows(parent, staging)} s`)] : []),
  ]
  const equal = named.map((name, at) => {
    // A collation of SQLite finds more than the key will.
    const isCollated = key.alike !== null && key.alike[at] !== `p.${name} = c.${quoteIdentifier(key.columns[at]!)}`
    return isCollated ? key.alike![at]! : `p.${name}${key.collations[at]} ${key.operators[at]} ${own[at]}`
  })
  const met = key.ownKey.map((name) => [quoteIdentifier(name), stagedValue(child, name, 'c')] as const)
  const isLeftOut = child.action === 'append' && met.length > 0 && met.every(([, value]) => value !== null)
  return `${own.map((value) => `${value} IS NOT NULL`).join(' AND ')}
    AND NOT EXISTS (SELECT FROM (${rows.join(' UNION ALL ')}) p WHERE ${equal.join(' AND ')})${
      isLeftOut
        ? ` AND NOT EXISTS (SELECT FROM ${into} t WHERE ${met.map(([name, value]) => `t.${name} = ${value}`).join(' AND ')})`
        : ''
    }`
}

/** An INTEGER PRIMARY KEY is the rowid by which rejects are known. */
function ofReject({
  child,
  columns,
  parent,
  parentColumns,
}: Pick<Key, 'child' | 'columns' | 'parentColumns'> & { parent: TablePlan }): string | null {
  const [name] = parentColumns
  const key = parent.columns.find((column) => column.name === name)
  if (parentColumns.length > 1 || !key || parent.scan.columns[key.position]?.field !== 'rowid') return null
  const value = stagedValue(child, columns[0]!, 'c')
  return value && `r.table_name = ${quoteLiteral(parent.source)} AND r.rowid::text = (${value})::text`
}

/** SQL of a staged value as the existing column takes it; null for a column that the file does not fill. */
function stagedValue(table: TablePlan, name: string, alias: string): string | null {
  const value = `${alias}.${quoteIdentifier(name)}`
  if (table.constants.some((one) => one.name === name)) return value
  const column = table.columns.find((one) => one.name === name)
  if (!column) return null
  const assigned = column.into === null ? value : `CAST(${value} AS ${column.into})`
  return column.ifNull === null ? assigned : `coalesce(${assigned}, ${column.ifNull})`
}

interface ExistingKey {
  name: string
  table: string
  columns: string[]
  parent: string
  /** Quoted, with its schema. */
  relation: string
  /** The referenced table is in the target schema. */
  inSchema: boolean
  parentColumns: string[]
  /** By which the key compares, each as `OPERATOR(schema.=)`. */
  operators: string[]
  collations: string[]
  ownKey: string[]
  hidden: Reference['hidden']
  valid: boolean
}

const EXISTING = `
  SELECT k.conname AS name, c.relname AS "table", p.relname AS parent, format('%I.%I', pn.nspname, p.relname) AS relation,
         pn.nspname = $1 AS "inSchema", k.convalidated AS valid,
         ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u (attnum, position)
                 JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum ORDER BY position) AS columns,
         ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u (attnum, position)
                 JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum ORDER BY position) AS "parentColumns",
         ARRAY(SELECT format('OPERATOR(%I.%s)', n.nspname, o.oprname) FROM unnest(k.conpfeqop) WITH ORDINALITY u (oid, position)
                 JOIN pg_operator o ON o.oid = u.oid JOIN pg_namespace n ON n.oid = o.oprnamespace ORDER BY position) AS operators,
         ARRAY(SELECT CASE WHEN a.attcollation IN (0, 'default'::regcollation) THEN '' ELSE format(' COLLATE %I.%I', n.nspname, l.collname) END
                 FROM unnest(k.confkey) WITH ORDINALITY u (attnum, position)
                 JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum
                 LEFT JOIN pg_collation l ON l.oid = a.attcollation LEFT JOIN pg_namespace n ON n.oid = l.collnamespace
                ORDER BY position) AS collations,
         ARRAY(SELECT a.attname::text FROM pg_index x CROSS JOIN unnest(x.indkey) WITH ORDINALITY u (attnum, position)
                 JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = u.attnum
                WHERE x.indrelid = k.conrelid AND x.indisprimary ORDER BY position) AS "ownKey",
         CASE WHEN NOT (has_schema_privilege(pn.oid, 'USAGE') AND has_table_privilege(p.oid, 'SELECT')) THEN 'target-grant-missing'
              WHEN row_security_active(p.oid) THEN 'target-row-security' END AS hidden
    FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class p ON p.oid = k.confrelid
    JOIN pg_namespace pn ON pn.oid = p.relnamespace
   WHERE k.contype = 'f' AND k.conparentid = 0 AND n.nspname = $1 AND c.relname = ANY ($2::text[])
   ORDER BY c.relname, k.conname`
