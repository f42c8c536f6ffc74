import type pg from 'pg'
import type { Options } from '../options.ts'
import type { TablePlan } from '../plan/plan.ts'
import { qualifiedName } from '../target/quote.ts'
import { type Appended, refuseChangedReferences } from './changed-references.ts'
import type { Changes } from './changes.ts'
import { convertRows } from './convert-staged.ts'
import { findMetRows, isOwn } from './met-rows.ts'

interface Comparing {
  staging: string
  schema: string
  onSkippedReference: Options['onSkippedReference']
}

/**
 * How many rows that mode append left out are in the target as they are in the file, by table. Only what was left out is compared,
 * so that an import into empty tables pays nothing.
 * @throws LiteliftError `target-reference-changed` where an inserted row would reference another one than in the file
 */
export async function compareSkipped(
  client: pg.ClientBase,
  changes: Changes[],
  { staging, schema, onSkippedReference }: Comparing,
): Promise<ReadonlyMap<TablePlan, number>> {
  const compared = new Map<TablePlan, Appended>()
  for (const { table, inserted } of changes) {
    if (table.action !== 'append' || inserted === table.rows) continue
    const rows = await convertRows(client, table, staging, schema)
    compared.set(table, { rows, met: await findMetRows(client, rows, staging), inserted: ownRows(rows.into) })
  }
  if (onSkippedReference === 'fail' && compared.size > 0) {
    const all = changes.map(({ table }) => compared.get(table) ?? wholly(table, schema))
    await refuseChangedReferences(client, all)
  }
  return new Map([...compared].map(([table, { met }]) => [table, met.identical]))
}

function ownRows(into: string): string {
  return `(SELECT * FROM ${into} t WHERE ${isOwn('t')})`
}

/** A table of which no row stayed behind. */
function wholly(table: TablePlan, schema: string): Appended {
  const into = qualifiedName(schema, table.name)
  const rows = { table, into, from: into, columns: table.columns.map(({ name }) => name) }
  return { rows, met: { identical: 0, different: 0, name: into }, inserted: ownRows(into) }
}
