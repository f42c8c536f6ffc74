import { holds, infix, MIRRORED, type Comparator } from '../operators/comparator.ts'
import { atom, constantUnlessNull, describe, type Kind, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'
import { compareWritten, isDate } from './written.ts'

/**
 * Comparisons with columns whose text became PostgreSQL's own type. SQLite compares the texts, so only what is the same
 * for every text of the form is translated; `2020-01-01` and `2020-01-01 00:00:00` are one timestamp, but two texts.
 */
export function compareDates(a: Term, op: Comparator, b: Term): Term {
  const known = compareWritten(a, op, b) ?? compareWritten(b, MIRRORED[op], a)
  if (known) return known
  if (isForm(a.kind) && typeof b.value === 'string') return compareWithText(a, op, b.value)
  if (isForm(b.kind) && typeof a.value === 'string') return compareWithText(b, MIRRORED[op], a.value)
  if (a.kind === 'date' && b.kind === 'date' && a.storage === 'text' && b.storage === 'text') return infix(a, op, b)
  return reject(`${describe(isForm(b.kind) ? b : a)} is compared, and SQLite compares its values as they were written`)
}

function isForm(kind: Kind): boolean {
  return (
    kind === 'date' ||
    kind === 'time' ||
    kind === 'timestamp' ||
    kind === 'timestamptz' ||
    kind === 'uuid' ||
    kind === 'jsonb'
  )
}

function compareWithText(column: Term, op: Comparator, text: string): Term {
  if (column.storage !== 'text') return reject(`${describe(column)} is compared with a text`)
  // Every text of a form is longer than '', and dates and times begin with a digit.
  if (text === '') return constantUnlessNull(holds(1, op), column)
  const startsWithDigit = column.kind !== 'uuid' && column.kind !== 'jsonb'
  if (startsWithDigit && !/^[0-9]/.test(text)) return constantUnlessNull(holds(text < '0' ? 1 : -1, op), column)
  if (isDate(text)) {
    if (column.kind === 'date') return infix(column, op, atom('date', `'${text}'::date`))
    // At or after the start of a day is decided by the first ten characters, whatever follows them.
    if (column.kind === 'timestamp' && (op === '>=' || op === '<'))
      return infix(column, op, atom('timestamp', `'${text}'::timestamp`))
  }
  return reject(`${describe(column)} is compared with a text, and SQLite compares its values as they were written`)
}
