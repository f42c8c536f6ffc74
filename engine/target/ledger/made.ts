import type pg from 'pg'
import { execute, query } from '../query.ts'

/**
 * SQL: a digest of what `c` of pg_class is: a table's columns with types and NOT NULL, a view's query. Of the latter the words depend on the
 * search path, which has to be the same whenever it is made.
 */
const DEFINITION = `
  md5(CASE WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid) ELSE (
    SELECT string_agg(format('%s %s %s', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull), ',' ORDER BY a.attnum)
      FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) END)`

/** Remembers tables and views of a schema as litelift's own, in the running transaction. */
export async function recordMade(
  client: pg.ClientBase,
  { migration, schema, names }: { migration: string; schema: string; names: string[] },
): Promise<void> {
  if (names.length === 0) return
  await execute(client, 'SET LOCAL search_path = pg_catalog')
  await execute(
    client,
    `INSERT INTO litelift.made (schema_name, name, definition, migration)
     SELECT n.nspname, c.relname, ${DEFINITION}, $1
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $2 AND c.relname = ANY ($3::text[]) AND c.relkind IN ('r', 'v')
         ON CONFLICT (schema_name, name) DO UPDATE SET definition = excluded.definition, migration = excluded.migration`,
    [migration, schema, names],
  )
}

/** Names of the tables and views of a schema that litelift made and nobody changed since. The search path has to be pg_catalog. */
export async function readMade(client: pg.ClientBase, schema: string): Promise<Set<string>> {
  const [ledger] = await query<{ exists: boolean }>(client, "SELECT to_regclass('litelift.made') IS NOT NULL AS exists")
  if (!ledger!.exists) return new Set()
  const rows = await query<{ name: string }>(
    client,
    `SELECT c.relname AS name FROM litelift.made m
       JOIN pg_namespace n ON n.nspname = m.schema_name
       JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = m.name AND c.relkind IN ('r', 'v')
      WHERE m.schema_name = $1 AND m.definition = ${DEFINITION}`,
    [schema],
  )
  return new Set(rows.map(({ name }) => name))
}
