import type pg from 'pg'
import type { TablePlan } from '../plan/plan.ts'
import { query } from '../target/query.ts'
import { qualifiedName, quoteIdentifier } from '../target/quote.ts'
import { assignedValues } from './assigned-values.ts'
import type { Merged } from './merged.ts'

/**
 * Inserts the staged rows into the existing tables; rows that conflict with a key there stay as they are.
 *
 * All tables go in one statement, because foreign keys are checked at its end: neither the order of the tables nor a
 * cycle among them matters (queries-with.html, Data-Modifying Statements).
 */
export async function mergeRows(
  client: pg.ClientBase,
  tables: TablePlan[],
  staging: string,
  schema: string,
): Promise<Merged[]> {
  if (tables.length === 0) return []
  const inserts = tables.map((table, position) => `m${position} AS (${insertOf(table, staging, schema)})`)
  const counts = tables.map((_, position) => `(SELECT count(*) FROM m${position})::float8`)
  const [row] = await query<{ counts: number[] }>(
    client,
    `WITH ${inserts.join(',\n')} SELECT ARRAY[${counts.join(', ')}] AS counts`,
    [],
    { doing: 'Inserting into the existing tables' },
  )
  return tables.map((table, position) => {
    const inserted = row!.counts[position]!
    return { table, inserted, updated: 0, unchanged: 0, skipped: table.rows - inserted, deleted: 0 }
  })
}

function insertOf(table: TablePlan, staging: string, schema: string): string {
  const columns = table.columns.map((column) => quoteIdentifier(column.name))
  return (
    `INSERT INTO ${qualifiedName(schema, table.name)} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE` +
    ` SELECT ${assignedValues(table).join(', ')} FROM ${qualifiedName(staging, table.name)} ON CONFLICT DO NOTHING RETURNING 1`
  )
}
