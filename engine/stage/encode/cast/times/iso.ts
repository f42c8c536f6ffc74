import { INTEGER, integerAt, TEXT, type Row } from '../../../../source/pages/row.ts'
import { daysSince2000 } from '../../calendar.ts'
import { fractionPicos, type Picos, PICOS_OF_SECOND } from './picos.ts'
import { scalarText } from '../scalar-text.ts'

const SECONDS_1970_TO_2000 = 946_684_800

/**
 * ISO 8601: a calendar date, alone or with a time, with or without a zone, extended (2024-05-06T07:08:09.5+02:00) or basic
 * (20240506T070809Z, also an INTEGER 20240506). Without a zone it is UTC, as everywhere in SQLite. So are the words that
 * Go's time.Time.String writes behind it (`+0100 CET m=+0.003`), which repeat the zone and tell a reading of another clock.
 */
export function isoPicos(row: Row, column: number): Picos {
  const text = textAt(row, column)
  if (text === null) return 'is a number; the option from says what it counts'
  return picosOfIso(text) ?? 'is no ISO 8601 date or timestamp'
}

/** Null for a text that is written otherwise; the reason for one that names no moment. */
export function picosOfIso(text: string): Picos | null {
  const match = ISO.exec(text)
  if (match === null) return null
  const [, year, , month, day, time = '', zone = ''] = match
  if (!isDay(Number(year), Number(month), Number(day))) return 'names a day that does not exist'
  const picos = time === '' ? 0n : timePicos(time)
  if (typeof picos === 'string') return picos
  const offset = offsetSeconds(zone)
  if (offset === null) return 'has a zone that does not exist'
  const days = daysSince2000(Number(year), Number(month), Number(day))
  return BigInt(days * 86_400 + SECONDS_1970_TO_2000 - offset) * PICOS_OF_SECOND + picos
}

const ZONE = '[Zz]|[+-]\\d\\d(?::?\\d\\d)?'
const GO = '(?: [A-Z]{3,5}| [+-]\\d\\d(?:\\d\\d)?)?(?: m=[+-]\\d+\\.\\d+)?'
const ISO = new RegExp(`^(\\d{4})(-?)(\\d\\d)\\2(\\d\\d)(?:[Tt ]([\\d:.,]+) ?(?:(${ZONE})${GO})?)? ?$`)
const TIME = /^(\d\d)(?:(:?)(\d\d)(?:\2(\d\d)(?:[.,](\d+))?)?)?$/

function textAt(row: Row, column: number): string | null {
  if (row.kind[column] === TEXT) return scalarText(row, column)
  // A date as the number 20240506 is the basic form; any other number is a count of something.
  const digits = row.kind[column] === INTEGER ? integerAt(row, column).toString() : ''
  return digits.length === 8 ? digits : null
}

/** A date as eight digits, in a text or an integer. */
export function yyyymmddPicos(row: Row, column: number): Picos {
  const text = textAt(row, column)?.trim() ?? ''
  return (/^\d{8}$/.test(text) ? picosOfIso(text) : null) ?? 'is no date of eight digits, as yyyymmdd wants'
}

/** Picoseconds of the day of hh[:mm[:ss[.f…]]], with or without colons; or why it is none. */
export function timePicos(text: string): Picos {
  const match = TIME.exec(text)
  if (match === null) return 'is no ISO 8601 time'
  const [, hour, , minute = '0', second = '0', fraction = ''] = match
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return 'names a time that does not exist'
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  return BigInt(seconds) * PICOS_OF_SECOND + fractionPicos(fraction)
}

function isDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false
  const next = month === 12 ? daysSince2000(year + 1, 1, 1) : daysSince2000(year, month + 1, 1)
  return day <= next - daysSince2000(year, month, 1)
}

/** PostgreSQL takes offsets below 16 hours (timestamp.h, MAX_TZDISP_HOUR). */
export function offsetSeconds(zone: string): number | null {
  if (zone === '' || zone === 'Z' || zone === 'z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3).replace(':', ''))
  if (hours > 15 || minutes > 59) return null
  return (zone.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60)
}
