import type { ProfiledTable } from '../choose/profiled-table.ts'
import type { TablePlan } from '../plan.ts'

/** A table with everything that is decided of it by itself; its foreign keys and the views look at several. */
export interface PlannedTable extends ProfiledTable {
  plan: TablePlan
}
