import { parseType } from '../../types/postgres-type.ts'
import type { ExistingColumn, ExistingTable } from '../../target/existing.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import type { ColumnPlan, TablePlan } from '../plan.ts'

/**
 * What an existing table asks of each row by itself, as conditions for staging: there a row that is refused is found and
 * becomes a reject, while publish can only fail. Its CHECKs over columns that are staged in their own types, and the input of
 * the types that take text (inet, arrays, ranges …). Keys, foreign keys and triggers look at other rows and stay with publish.
 */
export function conditionsOf(into: ExistingTable, columns: ColumnPlan[]): TablePlan['conditions'] {
  const alike = new Set(
    into.columns.filter((one) => columns.some((column) => isStagedIn(one, column))).map(({ name }) => name),
  )
  const checks = into.checks
    .filter(({ columns, readsRow }) => columns.length > 0 && !readsRow && columns.every((name) => alike.has(name)))
    .map(({ name, sql }) => ({ name, sql }))
  const inputs = columns
    .filter((column) => column.into !== null)
    // True whatever the value is, and unknown to the planner as such: only the cast can fail.
    .map(({ name, into }) => ({ name: null, sql: `num_nulls(CAST(${quoteIdentifier(name)} AS ${into})) >= 0` }))
  return [...checks, ...inputs]
}

/** Whether an expression over the column means the same over the staged one: text stands for varchar, a base type for its domain. */
function isStagedIn(column: ExistingColumn, staged: ColumnPlan): boolean {
  if (staged.name !== column.name || staged.into !== null) return false
  if (staged.type === column.type) return true
  const [own, other] = [column.base, staged.type].map((type) => {
    const name = parseType(type)?.name
    return name === 'varchar' ? 'text' : name
  })
  return own !== undefined && own === other
}
