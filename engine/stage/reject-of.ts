import type { TablePlan } from '../plan/plan.ts'
import { rowidOf, type Row } from '../source/row.ts'
import type { Reject } from '../target/rejects.ts'
import type { ServerError } from '../target/server-error.ts'
import type { Refusal } from './encode/refusal.ts'
import { shownValue } from './shown-value.ts'

/** The reject of a row that the encoder refused; `row` still holds it. */
export function rejectOf({ column: index, reason }: Refusal, { source, columns }: TablePlan, row: Row): Reject {
  const column = columns[index]!
  return {
    table: source,
    rowid: rowidOf(row).toString(),
    column: column.source,
    value: shownValue(row, column.position),
    sqlstate: null,
    reason,
  }
}

/** The reject of a row that the server refused in a COPY; its column where the server names it. */
export function rejectByServer(
  { code, message, where }: ServerError,
  { source, columns }: TablePlan,
  row: Row,
): Reject {
  // "COPY book, line 7, column price", in the server's language and followed by a value in text format only.
  const [context = ''] = where?.split('\n') ?? []
  const column = columns
    .filter(({ name }) => context.endsWith(` ${name}`))
    .toSorted((a, b) => b.name.length - a.name.length)[0]
  return {
    table: source,
    rowid: rowidOf(row).toString(),
    column: column?.source ?? null,
    value: column ? shownValue(row, column.position) : null,
    sqlstate: code,
    reason: `was refused by PostgreSQL: ${message}`,
  }
}
