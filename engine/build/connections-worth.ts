import type { TablePlan } from '../plan/plan.ts'

/** What has to be built before another connection is worth it: logging in and its first statements take 15 ms of both sides. */
const TABLES = 8
const ROWS = 20_000

/** How many connections, up to a limit, tables are worth: of ten thousand small files each has one for its build. */
export function connectionsWorth(tables: TablePlan[], limit: number): number {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  return Math.min(limit, Math.max(1, Math.ceil(tables.length / TABLES), Math.ceil(rows / ROWS)))
}
