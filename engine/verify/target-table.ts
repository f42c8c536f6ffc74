import type pg from 'pg'
import { query } from '../target/query.ts'
import type { ColumnType } from './form.ts'

/** A table of the target as its catalog describes it. */
export interface TargetTable {
  /** By column name. */
  types: Map<string, ColumnType>
  /** Column names in key order; empty without a primary key. */
  primaryKey: string[]
}

/** By name, of those that the schema has. */
export async function describeTargets(
  client: pg.ClientBase,
  schema: string,
  tables: readonly string[],
): Promise<Map<string, TargetTable>> {
  const rows = await query<Row>(client, COLUMNS, [schema, tables])
  return new Map([...Map.groupBy(rows, ({ table }) => table)].map(([table, columns]) => [table, described(columns)]))
}

type Row = ColumnType & { table: string; column: string; key: number | null }

function described(columns: Row[]): TargetTable {
  const key = columns.filter((column) => column.key !== null).toSorted((a, b) => a.key! - b.key!)
  return {
    types: new Map(columns.map((column) => [column.column, column])),
    primaryKey: key.map(({ column }) => column),
  }
}

/** format_type(…, -1): `bit` would be bit(1) in a cast, `"bit"` is not (functions-info.html). */
const COLUMNS = `
  WITH RECURSIVE base AS (
    SELECT c.relname, a.attname, a.attnum, a.attrelid, a.atttypid AS type, a.atttypmod AS typmod
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = ANY ($2) AND a.attnum > 0 AND NOT a.attisdropped
       AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
    UNION ALL
    SELECT b.relname, b.attname, b.attnum, b.attrelid, t.typbasetype, t.typtypmod
      FROM base b JOIN pg_type t ON t.oid = b.type WHERE t.typtype = 'd'
  )
  SELECT b.relname AS table, b.attname AS column, t.typname AS name, format_type(t.oid, -1) AS sql,
         format_type(t.oid, b.typmod) AS declared,
         t.typnamespace = 'pg_catalog'::regnamespace AS "builtIn", t.typtype = 'e' AS "isEnum",
         array_position(k.indkey::int2[], b.attnum) AS key
    FROM base b JOIN pg_type t ON t.oid = b.type
    LEFT JOIN pg_index k ON k.indrelid = b.attrelid AND k.indisprimary
   WHERE t.typtype <> 'd' ORDER BY b.relname, b.attnum`
