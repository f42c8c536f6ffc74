import type pg from 'pg'
import { query, snapshot } from './query.ts'
import { readNamedTypes, type TargetType } from './named-types.ts'
import { readMade } from './ledger/made.ts'
import { qualifiedName } from './quote.ts'

/** What the target schema holds already. Plain data for the planner. */
export interface Existing {
  tables: ExistingTable[]
  /** Names of its views, materialised ones aside. */
  views: string[]
  /** Of its own types those that the options name. */
  types: ReadonlyMap<string, TargetType>
  /** Every name that relations and types of the schema use: new ones must differ. */
  names: string[]
}

export interface ExistingTable {
  name: string
  /** litelift made it, and nobody changed its columns since. */
  made: boolean
  /** Its rows are those of a partitioned table. */
  isPartition: boolean
  columns: ExistingColumn[]
  /** Columns of each key without NULLs that every row has: the primary key, then unique ones, the shortest first. */
  keys: string[][]
  checks: ExistingCheck[]
  /** Names of the table's indexes and owned sequences, which go when it is replaced. */
  owned: string[]
}

/** A CHECK, as SQL over columns of the table. */
export interface ExistingCheck {
  name: string
  sql: string
  columns: string[]
  /** It reads the row as a whole (`t IS NOT NULL`, `f(t)`) or system columns, beside `columns` or without any. */
  readsRow: boolean
}

export interface ExistingColumn extends TargetType {
  name: string
  notNull: boolean
  hasDefault: boolean
  /** SQL of the default, with qualified names; null without one, and for an identity. */
  default: string | null
  generated: boolean
}

/**
 * Reads the tables of one schema, and the types that are named, all as of one moment: a table that appeared between two queries would be no table
 * to fill, but a name that is taken, and the file's table would get another one. A schema that does not exist is empty.
 */
export function readExisting(client: pg.ClientBase, schema: string, typeNames: string[]): Promise<Existing> {
  return snapshot(client, () => read(client, schema, typeNames))
}

async function read(client: pg.ClientBase, schema: string, typeNames: string[]): Promise<Existing> {
  const held = await query<{ oid: number }>(client, HELD, [schema])
  // Of nothing nothing is asked: a schema is new more often than not.
  const ofHeld = async <Row extends pg.QueryResultRow>(sql: string) =>
    held.length === 0 ? [] : query<Row>(client, sql, [held.map(({ oid }) => oid)])
  const columns = await ofHeld<ExistingColumn & { table: string; isPartition: boolean }>(COLUMNS)
  const keys = await ofHeld<{ table: string; columns: string[] }>(KEYS)
  const checks = await ofHeld<ExistingCheck & { table: string }>(CHECKS)
  const owned = await ofHeld<{ table: string; name: string }>(OWNED)
  const views = await ofHeld<{ name: string }>(VIEWS)
  const names = await query<{ name: string }>(client, NAMES, [schema])
  const made = held.length === 0 ? new Set() : await readMade(client, schema)
  const byTable = Map.groupBy(columns, (column) => column.table)
  const keysOf = Map.groupBy(keys, (row) => row.table)
  const checksOf = Map.groupBy(checks, (row) => row.table)
  const ownedBy = Map.groupBy(owned, (row) => row.table)
  return {
    tables: [...byTable].map(([name, members]) => ({
      name,
      made: made.has(name),
      isPartition: members[0]!.isPartition,
      columns: members,
      keys: (keysOf.get(name) ?? []).map((row) => row.columns),
      checks: checksOf.get(name) ?? [],
      owned: (ownedBy.get(name) ?? []).map((row) => row.name),
    })),
    views: views.map((row) => row.name),
    types: await readNamedTypes(client, typeNames),
    names: names.map((row) => row.name),
  }
}

/** Which of the tables hold rows; one that may not be read counts as well. */
export async function holdingRows(client: pg.ClientBase, schema: string, names: string[]): Promise<Set<string>> {
  const holding = new Set<string>()
  for (const name of names) {
    const relation = qualifiedName(schema, name)
    const [readable] = await query<{ may: boolean }>(client, "SELECT has_table_privilege($1, 'SELECT') AS may", [
      relation,
    ])
    const rows = readable?.may ? await query(client, `SELECT FROM ${relation} LIMIT 1`) : [{}]
    if (rows.length > 0) holding.add(name)
  }
  return holding
}

/**
 * Tables, views and the like, by their dependency on the schema, for which there is an index. Their names have none by schema alone: of thousands
 * of tenants each query below would look through all that the database has (3,000 schemas of two tables: 190 ms a small file, by this 120).
 */
const HELD = `
  SELECT d.objid AS oid FROM pg_namespace n
    JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid AND d.classid = 'pg_class'::regclass
   WHERE n.nspname = $1`

/** A domain may be over another one: the modifier is that of the innermost which has one. */
const COLUMNS = `
  WITH RECURSIVE resolved (oid, under, typmod, depth) AS (
    SELECT t.oid, t.oid, -1, 0 FROM pg_type t
     WHERE t.oid IN (SELECT atttypid FROM pg_attribute WHERE attrelid = ANY ($1::oid[]) AND attnum > 0)
    UNION ALL
    SELECT r.oid, t.typbasetype, CASE WHEN t.typtypmod <> -1 THEN t.typtypmod ELSE r.typmod END, r.depth + 1
      FROM resolved r JOIN pg_type t ON t.oid = r.under WHERE t.typtype = 'd'
  )
  SELECT c.relname AS "table", c.relispartition AS "isPartition", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
         format_type(b.oid, m.typmod) AS under, format_type(b.oid, -1) AS bare,
         CASE WHEN b.typtype = 'e' THEN 'enum' WHEN b.typcategory = 'A' THEN 'array'
              WHEN b.typtype IN ('r', 'm') THEN 'range' WHEN b.typtype = 'c' THEN 'composite' ELSE 'scalar' END AS kind,
         t.typtype = 'd' AS "isDomain", b.typnamespace = 'pg_catalog'::regnamespace AS "builtIn",
         a.attnotnull OR t.typnotnull AS "notNull",
         a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL AS "hasDefault",
         a.attgenerated <> '' AS generated,
         CASE WHEN a.attgenerated = '' THEN coalesce(
           (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d WHERE d.adrelid = c.oid AND d.adnum = a.attnum),
           pg_get_expr(t.typdefaultbin, 0)) END AS "default"
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    CROSS JOIN LATERAL (SELECT under, typmod FROM resolved r WHERE r.oid = t.oid ORDER BY depth DESC LIMIT 1) d
    JOIN pg_type b ON b.oid = d.under
    CROSS JOIN LATERAL (SELECT CASE WHEN t.typtype = 'd' THEN d.typmod ELSE a.atttypmod END AS typmod) m
   WHERE c.oid = ANY ($1::oid[]) AND c.relkind IN ('r', 'p')
   ORDER BY c.relname, a.attnum`

/** Immediate, over plain columns that are all NOT NULL, and without a predicate. */
const KEYS = `
  SELECT c.relname AS "table", k.columns
    FROM pg_class c
    JOIN pg_index x ON x.indrelid = c.oid AND x.indisunique AND x.indisvalid AND x.indimmediate
                   AND x.indpred IS NULL AND x.indexprs IS NULL
    CROSS JOIN LATERAL (
      SELECT array_agg(a.attname::text ORDER BY p.position) AS columns, bool_and(a.attnotnull) AS held
        FROM unnest(x.indkey) WITH ORDINALITY p (attnum, position)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.attnum
       WHERE p.position <= x.indnkeyatts) k
   WHERE c.oid = ANY ($1::oid[]) AND c.relkind IN ('r', 'p') AND k.held
   ORDER BY c.relname, x.indisprimary DESC, cardinality(k.columns), x.indexrelid`

const CHECKS = `
  SELECT c.relname AS "table", k.conname AS name, pg_get_expr(k.conbin, k.conrelid) AS sql,
         ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = k.conrelid AND attnum = ANY (k.conkey)) AS columns,
         -- Attribute 0 is the row, negative ones are system columns (pg_attribute, attnum).
         coalesce(0 >= ANY (k.conkey), false) AS "readsRow"
    FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
   -- One that is NOT VALID is set aside while rows come in (publish/merge/set-aside.ts).
   WHERE c.oid = ANY ($1::oid[]) AND k.contype = 'c' AND k.convalidated AND c.relkind IN ('r', 'p')
   ORDER BY c.relname, k.conname`

const OWNED = `
  SELECT c.relname AS "table", i.relname AS name
    FROM pg_class c
    JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.classid = 'pg_class'::regclass
    JOIN pg_class i ON i.oid = d.objid AND i.relkind IN ('i', 'S')
   WHERE c.oid = ANY ($1::oid[]) AND c.relkind IN ('r', 'p')
   UNION
  SELECT c.relname, i.relname
    FROM pg_class c
    JOIN pg_index x ON x.indrelid = c.oid
    JOIN pg_class i ON i.oid = x.indexrelid
   WHERE c.oid = ANY ($1::oid[]) AND c.relkind IN ('r', 'p')`

const VIEWS = `
  SELECT relname AS name FROM pg_class WHERE oid = ANY ($1::oid[]) AND relkind = 'v'`

const NAMES = `
  SELECT relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1
   UNION
  SELECT typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = $1`
