import type { PlannedFile as Planned } from '../../engine/plan-file.ts'
import type { Plan as WholePlan, TablePlan as WholeTablePlan } from '../../engine/plan/plan.ts'

/** What becomes of one table, and why. */
export interface TablePlan extends Omit<WholeTablePlan, 'scan' | 'identity'> {
  /** The identity column in PostgreSQL, its sequence's name, and the last id that counts as given (decimal text, because it has 64 bits); null without one. */
  identity: { column: string; sequence: string; last: string } | null
}

/** The complete decision about one migration: what becomes what, and why. Pure data, which JSON holds. */
export interface Plan extends Omit<WholePlan, 'tables'> {
  tables: TablePlan[]
}

/** What a migration of a file would do. */
export interface PlannedFile extends Omit<Planned, 'plan'> {
  /** What becomes what, and why; without the literals of the user's own SQL. */
  plan: Plan
}

/** As data: without how pages are read, which is of use to nobody else and holds values that JSON does not. */
export function dataOf(planned: Planned): PlannedFile {
  const tables = planned.plan.tables.map((whole) => {
    const { scan: _, identity, ...table } = whole
    return { ...table, identity: identity && { ...identity, last: identity.last.toString() } }
  })
  return { ...planned, plan: { ...planned.plan, tables } }
}
