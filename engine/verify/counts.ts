import type pg from 'pg'
import { LiteliftError } from '../errors.ts'
import { hasConstants } from '../ddl/own-rows.ts'
import type { TablePlan } from '../plan/plan.ts'
import { query } from '../target/query.ts'
import { qualifiedName } from '../target/quote.ts'
import { option } from '../named.ts'

/**
 * Compares how many rows each table holds with how many the file does, as counted by the profile; a row without the values of the constants
 * does not count.
 * @throws LiteliftError `verify-differs` naming the tables that hold another number.
 */
export async function compareCounts(client: pg.ClientBase, schema: string, tables: TablePlan[]): Promise<void> {
  const wrong: string[] = []
  for (const table of tables) {
    const name = qualifiedName(schema, table.name)
    const doing = `Counting the rows of ${schema}.${table.name}`
    const [row] = await query<{ count: string }>(
      client,
      `SELECT count(*) FROM ${name} t WHERE ${hasConstants(table, 't')}`,
      [],
      { doing },
    )
    const count = Number(row?.count)
    if (count !== table.rows) wrong.push(`${table.name} holds ${count} rows, the file ${table.rows}`)
  }
  if (wrong.length === 0) return
  throw new LiteliftError('verify-differs', {
    message: `Row counts differ: ${wrong.slice(0, 20).join('; ')}${wrong.length > 20 ? `; and ${wrong.length - 20} more tables` : ''}.`,
    hint: `Nothing was published. Run the migration again with ${option('verify', 'full')}, which names the rows.`,
  })
}
