import type { TablePlan } from '../../plan/plan.ts'
import { quoteIdentifier } from '../../target/quote.ts'

/**
 * SQL of a table's staged values as its existing columns take them, in the order of {@link filledColumns}. Plain assignment where PostgreSQL has one: an explicit cast to
 * varchar(3) would cut, assignment refuses.
 */
export function assignedValues(table: TablePlan): string[] {
  const values = table.columns.map(({ name, into, ifNull }) => {
    const value = into === null ? quoteIdentifier(name) : `CAST(${quoteIdentifier(name)} AS ${into})`
    return ifNull === null ? value : `coalesce(${value}, ${ifNull})`
  })
  return [...table.constants.map(({ name }) => quoteIdentifier(name)), ...values]
}
