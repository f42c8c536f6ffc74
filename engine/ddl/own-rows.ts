import type { TablePlan } from '../plan/plan.ts'
import { quoteIdentifier, quoteLiteral } from '../target/quote.ts'

type Constants = Pick<TablePlan, 'constants'>

/** Types whose collation may take two values for one (collation.html, Nondeterministic Collations). */
const COLLATED = /^(text|character varying)/

/** Whether a table is shared with other sources, whose rows are none of this migration's business. */
export function isShared({ constants }: Constants): boolean {
  return constants.some(({ isKey }) => isKey)
}

/** SQL: the row `alias` of an existing table belongs to this source, by the constants of its key; true where no other one shares the table. */
export function isOwnRow({ constants }: Constants, alias: string): string {
  const conditions = constants
    .filter(({ isKey }) => isKey)
    .flatMap(({ name, type, value }) => {
      const column = `${alias}.${quoteIdentifier(name)}`
      const own = `CAST(${quoteLiteral(value)} AS ${type})`
      return [`${column} = ${own}`, ...(COLLATED.test(type) ? [`${column} = ${own} COLLATE "C"`] : [])]
    })
  return conditions.length === 0 ? 'true' : `(${conditions.join(' AND ')})`
}

/** SQL: the row `alias` has the value of every constant, compared by the stored bytes: json and xml have no equality. */
export function hasConstants({ constants }: Constants, alias: string): string {
  const conditions = constants.map(
    ({ name, type, value }) =>
      `record_image_eq(ROW(${alias}.${quoteIdentifier(name)}), ROW(CAST(${quoteLiteral(value)} AS ${type})))`,
  )
  return conditions.length === 0 ? 'true' : `(${conditions.join(' AND ')})`
}
