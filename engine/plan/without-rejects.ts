import type { Plan } from './plan.ts'

/** The plan as it is after staging: of each table as many rows as were not rejected. */
export function withoutRejects(plan: Plan, rejects: readonly { table: string; rows: number }[]): Plan {
  if (rejects.length === 0) return plan
  const rejected = new Map(rejects.map(({ table, rows }) => [table, rows]))
  const tables = plan.tables.map((table) => ({ ...table, rows: table.rows - (rejected.get(table.source) ?? 0) }))
  return { ...plan, tables }
}
