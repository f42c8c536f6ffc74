import { counted } from '../counted.ts'
import { LiteliftError } from '../errors.ts'
import type { RejectSummary } from '../target/ledger/rejects.ts'
import { option } from '../named.ts'

/** Reasons that the message counts; the report has more of them, and the first rows. */
const NAMED = 10

/** The error of a migration that rejects end. */
export function rejectsError({ rows, byReason, first }: RejectSummary): LiteliftError {
  const { table, rowid, column } = first[0]!
  const reasons = byReason.slice(0, NAMED).map((one) => {
    const what = one.column === null ? `a row of ${one.table}` : `${one.table}.${one.column}`
    return `${what} ${one.reason}${one.rows > 1 ? ` (${counted(one.rows, 'time')})` : ''}`
  })
  return new LiteliftError('target-refused-values', {
    subject: { table, ...(column !== null && { column }), rowid },
    message: `${counted(rows, 'row')} cannot be carried over: ${reasons.join('; ')}${byReason.length > NAMED ? '; …' : ''}.`,
    hint: `Correct the values in the file or the casts in the options (docs/configuration.md), or publish without these rows: ${option('onReject', 'continue')}.`,
  })
}
