import type pg from 'pg'
import type { TablePlan } from '../plan/plan.ts'
import { execute, query } from '../target/query.ts'
import { qualifiedName, quoteIdentifier } from '../target/quote.ts'

/** Advances the sequences of existing tables (identity and serial) past every id that is there now; never back. */
export async function advanceSequences(client: pg.ClientBase, tables: TablePlan[], schema: string): Promise<void> {
  for (const { name } of tables) {
    const table = qualifiedName(schema, name)
    const owned = await query<{ sequence: string; column: string }>(client, OWNED, [table])
    for (const { sequence, column } of owned) {
      await execute(
        client,
        `SELECT setval('${sequence.replaceAll("'", "''")}', top) FROM (SELECT max(${quoteIdentifier(column)})::bigint AS top FROM ${table}) t
          WHERE top > (SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM ${sequence})`,
      )
    }
  }
}

const OWNED = `
  SELECT pg_get_serial_sequence($1, a.attname) AS sequence, a.attname AS column
    FROM pg_attribute a
   WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped
     AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
     AND pg_get_serial_sequence($1, a.attname) IS NOT NULL`
