import { LiteliftError } from '../errors.ts'
import { isServerError, type ServerError } from './server-error.ts'

/** Data exceptions, integrity violations, and program limits: a row that is too big, JSON that is nested too deep (errcodes-appendix.html). */
const OF_A_ROW = /^(22|23|54)/

/** What the server said, where it refused a row rather than the COPY. */
export function rowViolation(error: unknown): ServerError | null {
  const cause = error instanceof LiteliftError ? error.cause : null
  return isServerError(cause) && OF_A_ROW.test(cause.code) ? cause : null
}
