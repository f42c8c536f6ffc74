import type { Listener } from '../events.ts'
import type { TablePlan } from '../plan/plan.ts'

/** Tells a listener how many rows of all were compared: each counts once in the file and once in the target. */
export function compareProgress(
  listener: Listener,
  tables: Pick<TablePlan, 'source' | 'rows'>[],
): (table: string, rows: number) => void {
  const of = 2 * tables.reduce((sum, { rows }) => sum + rows, 0)
  const byTable = new Map(tables.map(({ source, rows }) => [source, { rows: 0, of: 2 * rows }]))
  let all = 0
  return (table, rows) => {
    const part = byTable.get(table)!
    all += rows
    part.rows += rows
    // Rows that differ are read again.
    const ofTable = { rows: Math.min(part.rows, part.of), of: part.of }
    listener({ type: 'compared', table, rows: Math.min(all, of), of, ofTable })
  }
}
