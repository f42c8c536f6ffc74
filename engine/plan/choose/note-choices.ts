import { counted } from '../../counted.ts'
import type { Note } from '../../notes.ts'
import type { ColumnProfile } from '../../source/profile/profile.ts'
import type { ColumnPlan, TablePlan } from '../plan.ts'
import type { ProfiledTable } from './profiled-table.ts'
import { rejectedTexts } from './profile-as-read.ts'

/** Says which columns were left out, and what the options changed of the values that the file holds. */
export function noteChoices({ placement, found }: ProfiledTable, plan: TablePlan): Note[] {
  const { table, columns, choices, into } = placement
  const notes: Note[] = []
  const kept = new Set(columns.map(({ position }) => position))
  for (const [position, column] of table.columns.entries()) {
    if (kept.has(position)) continue
    const at = { table: table.name, column: column.name }
    if (column.unreadable !== null) {
      const message = `The column was left out: SQLite cannot compute it here (${column.unreadable}).`
      notes.push({ code: 'generated-left-out', ...at, message, sql: column.generated?.sql ?? '' })
    } else if (into !== null && !column.implicit && !choices.ignores(column.name)) {
      const message = `The existing table ${into.name} computes the column itself; the values of the file are not brought there, and verify compares them with its own.`
      notes.push({ code: 'column-computed', ...at, message })
    } else {
      const message = 'The column was left out, with the keys and indexes that name it, as the options say.'
      notes.push({ code: 'column-ignored', ...at, message })
    }
  }
  for (const column of plan.columns) {
    const at = { table: table.name, column: column.source }
    const values = found.columns[column.position]!
    const { emptyTexts, badTexts } = values
    if (column.emptyAsNull && emptyTexts > 0) {
      notes.push({
        code: 'empty-as-null',
        ...at,
        message: `${counted(emptyTexts, 'empty text')} ${emptyTexts === 1 ? 'becomes' : 'become'} NULL, as emptyAsNull says.`,
      })
    }
    if (column.round && values.integers + values.reals + values.texts + values.blobs > 0) {
      const message = `Values finer than ${column.into ?? column.type} are rounded to it, as round says${finest(values)}.`
      notes.push({ code: 'values-rounded', ...at, message })
    }
    const changed = badTexts.nul + badTexts.invalid - rejectedTexts(values, column.invalidText)
    if (changed > 0 && column.type !== 'bytea') {
      notes.push({
        code: 'invalid-text-changed',
        ...at,
        message: `${counted(changed, 'text')} ${HOW[column.invalidText]}.`,
      })
    }
  }
  return notes
}

const HOW: Record<ColumnPlan['invalidText'], string> = {
  fail: '',
  bytea: '',
  reject: '',
  replace: 'cannot be held by PostgreSQL; U+FFFD took the place of each NUL and of what is no UTF-8',
  'windows-1252': 'that are no valid UTF-8 were read as windows-1252',
}

/** What is known of how fine they are; which of them are rounded is seen only as they are staged. */
function finest({ fractionDigits, loose }: ColumnProfile): string {
  if (loose.finer > 0)
    return `; ${counted(loose.finer, 'moment')} ${loose.finer === 1 ? 'is' : 'are'} finer than a microsecond`
  return fractionDigits > 0 ? `; numbers have up to ${counted(fractionDigits, 'digit')} after the point` : ''
}
