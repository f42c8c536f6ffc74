import type { Listener } from '../events.ts'
import type { TablePlan } from '../plan/plan.ts'

/** Tells a listener how many rows of all were compared: each counts once in the file and once in the target. */
export function compareProgress(listener: Listener, tables: TablePlan[]): (table: string, rows: number) => void {
  const of = 2 * tables.reduce((sum, { rows }) => sum + rows, 0)
  let all = 0
  return (table, rows) => {
    all += rows
    // Rows that differ are read again.
    listener({ type: 'compared', table, rows: Math.min(all, of), of })
  }
}
