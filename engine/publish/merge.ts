import type pg from 'pg'
import type { TablePlan } from '../plan/plan.ts'
import { query } from '../target/query.ts'
import { qualifiedName, quoteIdentifier } from '../target/quote.ts'
import type { Options } from '../options.ts'
import { assignedValues } from './assigned-values.ts'
import { type Appended, refuseChangedReferences } from './changed-references.ts'
import { convertRows } from './convert-staged.ts'
import type { Merged } from './merged.ts'
import { findMetRows, isOwn } from './met-rows.ts'

export interface Merging {
  staging: string
  schema: string
  onSkippedReference: Options['onSkippedReference']
}

/**
 * Inserts the staged rows into the existing tables; rows that conflict with a key there stay as they are.
 *
 * All tables go in one statement, because foreign keys are checked at its end: neither the order of the tables nor a
 * cycle among them matters (queries-with.html, Data-Modifying Statements).
 * @throws LiteliftError `target-reference-changed` where a row would reference another one than in the file
 */
export async function mergeRows(
  client: pg.ClientBase,
  tables: TablePlan[],
  { staging, schema, onSkippedReference }: Merging,
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
  const inserted = tables.map((table, position) => ({ table, inserted: row!.counts[position]! }))
  // Only what was left out has to be compared, so that an import into empty tables pays nothing.
  const appended = new Map<TablePlan, Appended>()
  for (const { table, inserted: count } of inserted) {
    if (count === table.rows) continue
    const rows = await convertRows(client, table, staging, schema)
    const met = await findMetRows(client, rows, staging)
    appended.set(table, { rows, met, inserted: ownRows(rows.into) })
  }
  if (onSkippedReference === 'fail' && appended.size > 0) {
    const others = inserted.flatMap(({ table }) => appended.get(table) ?? wholly(table, schema))
    await refuseChangedReferences(client, others)
  }
  return inserted.map(({ table, inserted: count }) => {
    const unchanged = appended.get(table)?.met.identical ?? 0
    return { table, inserted: count, updated: 0, unchanged, skipped: table.rows - count - unchanged, deleted: 0 }
  })
}

function ownRows(into: string): string {
  return `(SELECT * FROM ${into} t WHERE ${isOwn('t')})`
}

/** A table of which every row was inserted. */
function wholly(table: TablePlan, schema: string): Appended {
  const into = qualifiedName(schema, table.name)
  const rows = { table, into, from: into, columns: table.columns.map(({ name }) => name) }
  return { rows, met: { identical: 0, different: 0, name: into }, inserted: ownRows(into) }
}

function insertOf(table: TablePlan, staging: string, schema: string): string {
  const columns = table.columns.map((column) => quoteIdentifier(column.name))
  return (
    `INSERT INTO ${qualifiedName(schema, table.name)} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE` +
    ` SELECT ${assignedValues(table).join(', ')} FROM ${qualifiedName(staging, table.name)} ON CONFLICT DO NOTHING RETURNING 1`
  )
}
