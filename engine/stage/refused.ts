import { LiteliftError } from '../errors.ts'
import type { TablePlan } from '../plan/plan.ts'
import { rowidOf, type Row } from '../source/row.ts'
import type { Refusal } from './encode/refusal.ts'

/** The error for a row that the encoder refused. */
export function refused({ column: index, reason }: Refusal, { source, columns }: TablePlan, row: Row): LiteliftError {
  const column = columns[index]!
  return new LiteliftError('target-refused-values', {
    subject: { table: source, column: column.source, rowid: rowidOf(row).toString() },
    message: `A value of ${source}.${column.source} does not become ${column.type} (${column.reason}): it ${reason}.`,
    hint: 'Correct the value in the file, or change the cast in the options (docs/configuration.md).',
  })
}
