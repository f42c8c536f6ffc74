import type { TablePlan } from '../../plan/plan.ts'

/** What became of one table's staged rows where a table existed; each row of the file is in one of the first four. */
export interface Merged {
  table: TablePlan
  inserted: number
  updated: number
  /** The same there already; not written again. */
  unchanged: number
  /** Conflicted with a key there and left as they are there. */
  skipped: number
  /** Rows of the target that are gone; not rows of the file. */
  deleted: number
}
