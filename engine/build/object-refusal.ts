import { sqlStateOf } from '../target/server-error.ts'

/** Data exceptions (an overflow while a row is computed), definitions that PostgreSQL does not take, its limits. */
const REFUSALS = /^(22|42|0A|54)/

/** Why PostgreSQL refuses an object for its definition or for the rows that are there; null for every other failure. */
export function objectRefusal(error: unknown): string | null {
  if (!REFUSALS.test(sqlStateOf(error) ?? '')) return null
  return error instanceof Error ? error.message.replace(/^[^:]*: /, '') : String(error)
}
