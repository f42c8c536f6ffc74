import { INTEGER, integerAt, REAL, TEXT, type Row } from '../../../../source/pages/row.ts'
import { parseDecimal } from '../decimal.ts'
import type { Picos } from './picos.ts'
import { scalarText } from '../scalar-text.ts'

const MILLISECONDS = 86_400_000

/** 1970-01-01 in milliseconds of either form: of julian days as SQLite counts them (date.c, iJD), of days since 1899-12-30. */
const JULIAN_1970 = 210_866_760_000_000
const OLE_1970 = 25_569 * MILLISECONDS

/**
 * A number of days. Doubles hold days about to the millisecond, and two forms are defined to it: by SQLite's julianday
 * (date.c) and by .NET's DateTime.FromOADate, whose arithmetic this is.
 */
export function dayPicos(row: Row, column: number, form: DayForm): Picos {
  const days = daysAt(row, column)
  if (days === null) return `is no number of days, as ${form} wants`
  const milliseconds = MILLISECONDS_OF[form](days)
  // Past 2^53 a double no longer counts milliseconds; that is far outside of the years that are taken.
  if (!Number.isSafeInteger(milliseconds)) return 'is outside of the years 1 to 9999'
  return BigInt(milliseconds) * 1_000_000_000n
}

export type DayForm = 'julian' | 'ole' | 'days-since-1970'

const MILLISECONDS_OF: Record<DayForm, (days: number) => number> = {
  julian,
  ole,
  // R's Date is a double of them; a fraction is a time of day.
  'days-since-1970': (days) => Math.floor(days * MILLISECONDS + 0.5),
}

function julian(days: number): number {
  return Math.floor(days * MILLISECONDS + 0.5) - JULIAN_1970
}

/** Before 1899-12-30 the whole days count backwards and the time of day still forwards: -1.25 is 06:00 of the day before. */
function ole(days: number): number {
  const milliseconds = Math.floor(Math.abs(days) * MILLISECONDS + 0.5)
  if (days >= 0) return milliseconds - OLE_1970
  return 2 * (milliseconds % MILLISECONDS) - milliseconds - OLE_1970
}

function daysAt(row: Row, column: number): number | null {
  switch (row.kind[column]) {
    case REAL:
      return row.real[column]!
    case INTEGER:
      return Number(integerAt(row, column))
    case TEXT: {
      const text = scalarText(row, column).trim()
      return parseDecimal(text) === null ? null : Number(text)
    }
    default:
      return null
  }
}
