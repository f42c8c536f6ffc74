import type pg from 'pg'
import { LiteliftError } from '../errors.ts'
import { hasConstants } from '../ddl/own-rows.ts'
import { inGroups, type TablePlan } from '../plan/plan.ts'
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
  for (const some of inGroups(tables, (table) => table)) {
    const counts = await countRows(client, schema, some)
    for (const [at, { name, rows }] of some.entries())
      if (counts[at] !== rows) wrong.push(`${name} holds ${counts[at]} rows, the file ${rows}`)
  }
  if (wrong.length === 0) return
  throw new LiteliftError('verify-differs', {
    message: `Row counts differ: ${wrong.slice(0, 20).join('; ')}${wrong.length > 20 ? `; and ${wrong.length - 20} more tables` : ''}.`,
    hint: `Nothing was published. Run the migration again with ${option('verify', 'full')}, which names the rows.`,
  })
}

/** Of each table, in their order. */
async function countRows(client: pg.ClientBase, schema: string, tables: readonly TablePlan[]): Promise<number[]> {
  const counts = tables.map(
    (table) => `(SELECT count(*)::text FROM ${qualifiedName(schema, table.name)} t WHERE ${hasConstants(table, 't')})`,
  )
  const others = tables.length > 1 ? ` to ${tables.at(-1)!.name}` : ''
  const doing = `Counting the rows of ${schema}.${tables[0]!.name}${others}`
  const [row] = await query<{ counts: string[] }>(client, `SELECT ARRAY[${counts.join(',\n')}] AS counts`, [], {
    doing,
  })
  return row!.counts.map(Number)
}
