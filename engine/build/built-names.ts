import type pg from 'pg'
import { query } from '../target/query.ts'

/** Indexes, and constraints as `table.constraint`, that an earlier attempt has built in staging already. */
export async function builtNames(client: pg.ClientBase, schema: string): Promise<Set<string>> {
  const rows = await query<{ name: string }>(
    client,
    `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = to_regnamespace(quote_ident($1)) AND c.relkind = 'i'
      UNION ALL
     SELECT t.relname || '.' || k.conname FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
      WHERE k.connamespace = to_regnamespace(quote_ident($1))`,
    [schema],
  )
  return new Set(rows.map((row) => row.name))
}
