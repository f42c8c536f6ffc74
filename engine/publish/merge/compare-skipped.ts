import type pg from 'pg'
import type { TablePlan } from '../../plan/plan.ts'
import type { LeftBehind } from './changed-references.ts'
import type { Changes } from './changes.ts'
import { convertRows } from './convert-staged.ts'
import { findMetRows } from './met-rows.ts'

/**
 * Compares the rows that mode append left out with those of the target, by table. Only they are compared, so that an import into
 * empty tables pays nothing.
 */
export async function compareSkipped(
  client: pg.ClientBase,
  changes: Changes[],
  { staging, schema }: { staging: string; schema: string },
): Promise<ReadonlyMap<TablePlan, LeftBehind>> {
  const compared = new Map<TablePlan, LeftBehind>()
  for (const { table, inserted } of changes) {
    if (table.action !== 'append' || inserted === table.rows) continue
    const rows = await convertRows(client, table, staging, schema)
    compared.set(table, { rows, met: await findMetRows(client, rows, staging) })
  }
  return compared
}
