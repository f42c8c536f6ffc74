import type { Cast } from '../../plan/plan.ts'
import type { Form } from '../form.ts'
import type { FileValue } from '../../source/sqlite/value.ts'

/** A moment as PostgreSQL writes a timestamp: `YYYY-MM-DD hh:mm:ss` of UTC, and digits of the second without zeros at the end. */
interface WallTime {
  wall: string
  fraction: string
}

/**
 * date, timestamp, timestamptz. Texts are ISO 8601 as SQLite writes them, without zone UTC; numbers are what the cast says.
 * More digits of the second than the target can hold, or a time of day for a date, are a difference.
 */
export function momentForm(type: 'date' | 'timestamp' | 'timestamptz', cast: Cast): Form {
  const digits = FRACTION_DIGITS[cast] ?? null
  return {
    input: null,
    fileSql: (column) => (cast === 'timestamp-julian' ? julianSql(column) : column),
    targetSql: (column) => (type === 'timestamptz' ? `(${column} AT TIME ZONE 'UTC')` : column),
    fromFile(value, row) {
      const moment = momentOf(value, digits)
      if (moment === null) row.unread(value)
      else if (type !== 'date') row.text(moment.fraction === '' ? moment.wall : `${moment.wall}.${moment.fraction}`)
      else if (moment.fraction === '' && moment.wall.endsWith(' 00:00:00')) row.text(moment.wall.slice(0, 10))
      else row.unread(value)
    },
    fromTarget: (bytes, start, end, row) => row.bytes(bytes, start, end),
  }
}

/** Digits after the second in an epoch's unit. */
const FRACTION_DIGITS: Partial<Record<Cast, number>> = {
  'timestamptz-unix-s': 0,
  'timestamptz-unix-ms': 3,
  'timestamptz-unix-us': 6,
  'timestamptz-unix-ns': 9,
}

/** SQLite reads a number as a julian day, to the millisecond (sqlite.org/lang_datefunc.html §2). */
function julianSql(column: string): string {
  const moment = `strftime('%Y-%m-%d %H:%M:%f', ${column})`
  return `CASE WHEN typeof(${column}) IN ('real', 'integer') THEN coalesce(${moment}, ${column}) ELSE ${column} END`
}

function momentOf(value: FileValue, digits: number | null): WallTime | null {
  if (typeof value === 'string') return momentOfText(value)
  if (digits === null) return null
  if (typeof value === 'bigint') return momentOfEpoch(value, digits)
  if (typeof value === 'number' && Number.isInteger(value)) return momentOfEpoch(BigInt(value), digits)
  return null
}

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)? ?(Z|z|[+-]\d\d(?::?\d\d)?)?)?$/

function momentOfText(text: string): WallTime | null {
  const match = ISO.exec(text)
  if (match === null) return null
  const [, date = '', time = '00:00', seconds = '00', fraction = '', zone] = match
  const wall = `${date} ${time}:${seconds}`
  const offset = zone === undefined ? 0 : minutesOf(zone)
  // Only these need arithmetic; whole minutes leave the fraction as it is.
  const shifted = offset === 0 && seconds !== '60' && !time.startsWith('24') ? wall : shiftedWall(wall, offset)
  return shifted === null ? null : { wall: shifted, fraction: withoutEndZeros(fraction) }
}

function minutesOf(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', ''))
  return zone.startsWith('-') ? -minutes : minutes
}

function shiftedWall(wall: string, offset: number): string | null {
  const date = new Date(0)
  // setUTCFullYear, because Date.UTC takes the years 0 to 99 as 1900 to 1999.
  date.setUTCFullYear(Number(wall.slice(0, 4)), Number(wall.slice(5, 7)) - 1, Number(wall.slice(8, 10)))
  date.setUTCHours(Number(wall.slice(11, 13)), Number(wall.slice(14, 16)) - offset, Number(wall.slice(17, 19)))
  return wallOf(date)
}

function momentOfEpoch(value: bigint, digits: number): WallTime | null {
  const unit = 10n ** BigInt(digits)
  const fraction = ((value % unit) + unit) % unit
  const wall = wallOf(new Date(Number((value - fraction) / unit) * 1000))
  if (wall === null) return null
  return { wall, fraction: digits === 0 ? '' : withoutEndZeros(fraction.toString().padStart(digits, '0')) }
}

/** Null outside the years 1 to 9999, for which no cast is planned. */
function wallOf(date: Date): string | null {
  const year = date.getUTCFullYear()
  if (!(year >= 1 && year <= 9999)) return null
  const iso = date.toISOString()
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
}

function withoutEndZeros(digits: string): string {
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === 0x30) end--
  return digits.slice(0, end)
}

/** time: hh:mm[:ss[.f]]. */
export const timeForm: Form = {
  input: null,
  fileSql: (column) => column,
  targetSql: (column) => column,
  fromFile(value, row) {
    const match = typeof value === 'string' ? TIME.exec(value) : null
    if (match === null) return row.unread(value)
    const fraction = withoutEndZeros(match[3] ?? '')
    row.text(`${match[1]}:${match[2] ?? '00'}${fraction === '' ? '' : `.${fraction}`}`)
  },
  fromTarget: (bytes, start, end, row) => row.bytes(bytes, start, end),
}

const TIME = /^(\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?$/
