import type pg from 'pg'
import type { TablePlan } from '../plan/plan.ts'
import { query } from '../target/query.ts'
import { quoteIdentifier } from '../target/quote.ts'

/** What became of one table's staged rows in the table that existed. */
export interface Merged {
  table: TablePlan
  inserted: number
  skipped: number
}

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
    return { table, inserted, skipped: table.rows - inserted }
  })
}

function insertOf(table: TablePlan, staging: string, schema: string): string {
  const name = quoteIdentifier(table.name)
  const columns = table.columns.map((column) => quoteIdentifier(column.name))
  // Plain assignment where PostgreSQL has one: an explicit cast to varchar(3) would cut, assignment refuses.
  const values = table.columns.map((column, position) =>
    column.into === null ? columns[position]! : `CAST(${columns[position]!} AS ${column.into})`,
  )
  return (
    `INSERT INTO ${quoteIdentifier(schema)}.${name} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE` +
    ` SELECT ${values.join(', ')} FROM ${quoteIdentifier(staging)}.${name} ON CONFLICT DO NOTHING RETURNING 1`
  )
}
