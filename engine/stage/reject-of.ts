import { said } from '../said.ts'
import type { ColumnPlan, TablePlan } from '../plan/plan.ts'
import { rowidOf, type Row } from '../source/pages/row.ts'
import type { Reject } from '../target/ledger/rejects.ts'
import type { ServerError } from '../target/server-error.ts'
import type { RefusedValue } from './encode/refused-value.ts'
import { shownValue } from './shown-value.ts'

/** The reject of a row that the encoder refused; `row` still holds it. */
export function rejectOf({ column: index, reason }: RefusedValue, { source, columns }: TablePlan, row: Row): Reject {
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
export function rejectByServer(refusal: ServerError, { source, columns, conditions }: TablePlan, row: Row): Reject {
  const condition = conditions.find(({ name, column }) => column !== null && name === refusal.constraint)
  const column = condition ? columns.find((one) => one.source === condition.column) : columnOf(refusal, columns, row)
  return {
    table: source,
    rowid: rowidOf(row).toString(),
    column: column?.source ?? null,
    value: column ? shownValue(row, column.position) : null,
    sqlstate: refusal.code,
    reason: condition?.reason ?? `was refused by PostgreSQL: ${said(refusal.message)}`,
  }
}

/**
 * The column by its name: in a field for NOT NULL, else at the end of "COPY book, line 7, column price", in the server's language
 * and followed by a value in text format only. Where a type's input refused a text in a condition: the column that holds the
 * text that the message quotes, or the only one of which it quotes a part.
 */
function columnOf({ message, where, column }: ServerError, columns: ColumnPlan[], row: Row): ColumnPlan | undefined {
  const [context = ''] = where?.split('\n') ?? []
  return (
    columns.find(({ name }) => name === column) ??
    columns.filter(({ name }) => context.endsWith(` ${name}`)).toSorted((a, b) => b.name.length - a.name.length)[0] ??
    columns.find(({ into, position }) => into !== null && message.includes(`"${shownValue(row, position)}"`)) ??
    onlyOne(columns.filter(({ into, position }) => into !== null && holdsQuoted(message, shownValue(row, position))))
  )
}

/** Of an array, a range or a composite the message quotes an element alone. */
function holdsQuoted(message: string, value: string | null): boolean {
  const [, quoted] = /"([^"]+)"/.exec(message) ?? []
  return quoted !== undefined && value?.includes(quoted) === true
}

function onlyOne<Item>(items: Item[]): Item | undefined {
  return items.length === 1 ? items[0] : undefined
}
