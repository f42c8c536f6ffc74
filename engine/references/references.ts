import type pg from 'pg'
import { isNew, type Plan, type TablePlan } from '../plan/plan.ts'
import { query } from '../target/query.ts'
import { qualifiedName, quoteIdentifier } from '../target/quote.ts'

/** A foreign key from a table of which rows are staged: one that the target has, or one that the plan adds. */
export interface Reference {
  name: string
  child: TablePlan
  /** Columns of the child by their names in PostgreSQL. */
  columns: string[]
  /** The referenced table's name. */
  parent: string
  /** The key exists in the target, and whether it holds for all rows there. */
  existing: { valid: boolean } | null
  /** SQL: the staged row `c` references something, and no row that the parent will hold. */
  isOrphan: string
}

interface Staged {
  plan: Plan
  staging: string
}

/**
 * The foreign keys by which staged rows can be orphans. What the referenced table will hold follows from its mode: its own rows and the
 * staged ones in append and upsert, else the staged ones alone. A key over columns that the file does not fill is not among them.
 */
export async function findReferences(client: pg.ClientBase, { plan, staging }: Staged): Promise<Reference[]> {
  const byName = new Map(plan.tables.map((table) => [table.name, table]))
  const filled = plan.tables.filter((table) => !isNew(table)).map(({ name }) => name)
  const found = await query<ExistingKey>(client, EXISTING, [plan.schema, filled])
  const existing = found.flatMap(({ table, valid, ...key }) => {
    const parent = key.inSchema ? byName.get(key.parent) : undefined
    const child = byName.get(table)!
    const isOrphan = orphanOf({ child, ...key }, { parent, relation: key.relation, staging })
    return isOrphan === null ? [] : [{ ...key, child, existing: { valid }, isOrphan }]
  })
  const added = plan.foreignKeys.flatMap((key) => {
    const [child, parent] = [byName.get(key.table)!, byName.get(key.parent)]
    const relation = qualifiedName(plan.schema, key.parent)
    const operators = key.columns.map(() => '=')
    const isOrphan = orphanOf({ ...key, child, operators }, { parent, relation, staging })
    return isOrphan === null ? [] : [{ ...key, child, existing: null, isOrphan }]
  })
  return [...existing, ...added]
}

/** SQL of the staged rows of a table, in the staging schema. */
export function stagedRows({ name }: TablePlan, staging: string): string {
  return qualifiedName(staging, name)
}

function orphanOf(
  key: { child: TablePlan; columns: string[]; parentColumns: string[]; operators: string[] },
  { parent, relation, staging }: { parent: TablePlan | undefined; relation: string; staging: string },
): string | null {
  const own = key.columns.map((name) => stagedValue(key.child, name, 'c'))
  const staged = parent ? key.parentColumns.map((name) => stagedValue(parent, name, 's')) : []
  if (own.includes(null) || staged.includes(null)) return null
  const named = key.parentColumns.map((_, at) => `k${at}`)
  const select = (values: (string | null)[], from: string) =>
    `SELECT ${values.map((value, at) => `${value} AS ${named[at]}`).join(', ')} FROM ${from}`
  const held = key.parentColumns.map((name) => `t.${quoteIdentifier(name)}`)
  const stays = !parent || parent.action === 'append' || parent.action === 'upsert'
  const rows = [
    ...(stays ? [select(held, `${relation} t`)] : []),
    ...(parent ? [select(staged, `${stagedRows(parent, staging)} s`)] : []),
  ]
  const equal = named.map((name, at) => `p.${name} ${key.operators[at]} ${own[at]}`)
  return `${own.map((value) => `${value} IS NOT NULL`).join(' AND ')}
    AND NOT EXISTS (SELECT FROM (${rows.join(' UNION ALL ')}) p WHERE ${equal.join(' AND ')})`
}

/** SQL of a staged value as the existing column takes it; null for a column that the file does not fill. */
function stagedValue(table: TablePlan, name: string, alias: string): string | null {
  const column = table.columns.find((one) => one.name === name)
  if (!column) return null
  const value = `${alias}.${quoteIdentifier(name)}`
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
                 JOIN pg_operator o ON o.oid = u.oid JOIN pg_namespace n ON n.oid = o.oprnamespace ORDER BY position) AS operators
    FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class p ON p.oid = k.confrelid
    JOIN pg_namespace pn ON pn.oid = p.relnamespace
   WHERE k.contype = 'f' AND k.conparentid = 0 AND n.nspname = $1 AND c.relname = ANY ($2::text[])
   ORDER BY c.relname, k.conname`
