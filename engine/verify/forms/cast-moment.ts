import type { MomentForm } from '../../options/source-form.ts'
import type { CanonicalRow } from '../canonical-row.ts'
import type { Form } from '../form.ts'
import { canonicalDecimal } from './numeric.ts'
import type { FileValue } from '../file-value.ts'

type MomentType = 'date' | 'timestamp' | 'timestamptz'

/** Seconds of UTC since 1970, and the digits of the second without zeros at the end. */
interface Instant {
  seconds: bigint
  fraction: string
}

/**
 * Moments of a user's cast. Counts are taken as decimal strings whose point is shifted, day numbers by the arithmetic that
 * SQLite and .NET document, ISO texts by Date. What has no exact counterpart is a difference, unless the cast rounds.
 */
export function castMomentForm(type: MomentType, from: MomentForm, round: boolean): Form {
  return {
    input: null,
    fileSql: (column) => column,
    targetSql: (column) => (type === 'timestamptz' ? `(${column} AT TIME ZONE 'UTC')` : column),
    fromFile(value, row) {
      const exact = instantOf(value, from)
      const instant = exact && round ? toMicroseconds(exact) : exact
      if (instant === null || instant.fraction.length > 6) row.unread(value)
      else add(row, type, instant, value)
    },
    fromTarget: (bytes, start, end, row) => row.bytes(bytes, start, end),
  }
}

/** A time of day: of the ISO text that it makes with a date. */
export function castTimeForm(round: boolean): Form {
  return {
    input: null,
    fileSql: (column) => column,
    targetSql: (column) => column,
    fromFile(value, row) {
      const exact = typeof value === 'string' ? instantOfIso(`1970-01-01T${value}`) : null
      const instant = exact && round ? toMicroseconds(exact) : exact
      if (instant === null || instant.fraction.length > 6) return row.unread(value)
      const { seconds, fraction } = instant
      const clock = seconds === 86_400n ? '24:00:00' : new Date(Number(seconds) * 1000).toISOString().slice(11, 19)
      row.text(`${clock}${fraction === '' ? '' : `.${fraction}`}`)
    },
    fromTarget: (bytes, start, end, row) => row.bytes(bytes, start, end),
  }
}

function add(row: CanonicalRow, type: MomentType, { seconds, fraction }: Instant, value: FileValue): void {
  const date = new Date(Number(seconds) * 1000)
  const year = date.getUTCFullYear()
  if (!(year >= 1 && year <= 9999)) return row.unread(value)
  const [day = '', clock = ''] = date.toISOString().slice(0, 19).split('T')
  if (type !== 'date') row.text(`${day} ${clock}${fraction === '' ? '' : `.${fraction}`}`)
  else if (clock === '00:00:00' && fraction === '') row.text(day)
  else row.unread(value)
}

function toMicroseconds({ seconds, fraction }: Instant): Instant {
  if (fraction.length <= 6) return { seconds, fraction }
  const micros = BigInt(fraction.slice(0, 6)) + (fraction.charAt(6) >= '5' ? 1n : 0n)
  if (micros === 1_000_000n) return { seconds: seconds + 1n, fraction: '' }
  return { seconds, fraction: micros.toString().padStart(6, '0').replace(/0+$/, '') }
}

/** Forms whose numbers count units of time from some day; the others are days and fractions of one, and ISO texts. */
type CountedForm = Exclude<MomentForm, 'iso' | 'julian' | 'ole'>

/** How far the point of a count moves to make seconds of it, and the day on which it begins. */
const COUNTS: Record<CountedForm, { digits: number; since: string }> = {
  'unix-s': { digits: 0, since: '1970-01-01' },
  'unix-ms': { digits: 3, since: '1970-01-01' },
  'unix-us': { digits: 6, since: '1970-01-01' },
  'unix-ns': { digits: 9, since: '1970-01-01' },
  apple: { digits: 0, since: '2001-01-01' },
  webkit: { digits: 6, since: '1601-01-01' },
  filetime: { digits: 7, since: '1601-01-01' },
  'dotnet-ticks': { digits: 7, since: '0001-01-01' },
}

function instantOf(value: FileValue, from: MomentForm): Instant | null {
  if (Buffer.isBuffer(value)) return null
  if (from === 'iso') return instantOfIso(value)
  const isWhole = typeof value === 'number' && Number.isInteger(value)
  const decimal = canonicalDecimal(isWhole ? BigInt(value).toString() : String(value).trim())
  if (decimal === null || !/\d$/.test(decimal)) return null
  if (from === 'julian' || from === 'ole') return instantOfDays(Number(decimal), from)
  const { digits, since } = COUNTS[from]
  const count = split(decimal, digits)
  return count && { ...count, seconds: count.seconds + BigInt(Date.parse(since) / 1000) }
}

/** `-12345.5` with three digits to the right is -13 seconds and .6545 of one. */
function split(decimal: string, digits: number): Instant | null {
  if (decimal.includes('e')) return null
  const negative = decimal.startsWith('-')
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.')
  const all = whole.padStart(digits + 1, '0')
  const seconds = BigInt(all.slice(0, all.length - digits))
  const rest = (all.slice(all.length - digits) + fraction).replace(/0+$/, '')
  if (!negative) return { seconds, fraction: rest }
  if (rest === '') return { seconds: -seconds, fraction: '' }
  const complement = (10n ** BigInt(rest.length) - BigInt(rest)).toString().padStart(rest.length, '0')
  return { seconds: -seconds - 1n, fraction: complement }
}

const DAY = 86_400_000

/** To the millisecond: SQLite's date.c adds a half and cuts, and so does .NET's FromOADate, away from zero. */
function instantOfDays(days: number, from: 'julian' | 'ole'): Instant | null {
  let milliseconds = Math.floor(Math.abs(days) * DAY + 0.5)
  if (from === 'julian') {
    if (days < 0) return null
    milliseconds -= 2_440_587.5 * DAY
  } else {
    if (days < 0) milliseconds = (milliseconds % DAY) - Math.floor(milliseconds / DAY) * DAY
    milliseconds += Date.UTC(1899, 11, 30)
  }
  if (!Number.isSafeInteger(milliseconds)) return null
  const seconds = Math.floor(milliseconds / 1000)
  const fraction = String(milliseconds - seconds * 1000)
    .padStart(3, '0')
    .replace(/0+$/, '')
  return { seconds: BigInt(seconds), fraction }
}

const EXTENDED = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d))?$/

function instantOfIso(value: Exclude<FileValue, Buffer>): Instant | null {
  if (typeof value === 'number') return null
  const match = EXTENDED.exec(extended(String(value)))
  if (match === null) return null
  const [, date = '', clock = '00:00:00', fraction = '', zone = 'Z'] = match
  const milliseconds = Date.parse(`${date}T${clock}${zone}`)
  // Date takes 31 February for 3 March.
  if (Number.isNaN(milliseconds) || new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) !== date) return null
  return { seconds: BigInt(milliseconds / 1000), fraction: fraction.replace(/0+$/, '') }
}

/** Basic forms with their signs put in, a missing zone as Z, a missing second as 00. */
function extended(text: string): string {
  const [, date = '', rest = ''] = /^(\d{4}-\d\d-\d\d|\d{8})(?:[Tt ](.+))?$/.exec(text) ?? []
  const day = date.length === 8 ? `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}` : date
  if (rest === '') return /[Tt ]$/.test(text) ? '' : day
  const [, digits = '', fraction = '', sign = 'Z', zone = ''] =
    /^(\d\d(?::?\d\d){0,2})(?:[.,](\d+))? ?(?:([Zz+-])(\d\d(?::?\d\d)?)?)?$/.exec(rest) ?? []
  // A fraction of an hour or a minute is ISO 8601 as well, and read by nobody here.
  if (digits === '' || (fraction !== '' && digits.replaceAll(':', '').length < 6)) return ''
  const clock = digits
    .replaceAll(':', '')
    .padEnd(6, '0')
    .replace(/(..)(..)(..)/, '$1:$2:$3')
  const offset =
    zone === ''
      ? 'Z'
      : `${sign}${zone
          .replace(':', '')
          .padEnd(4, '0')
          .replace(/(..)(..)/, '$1:$2')}`
  return `${day}T${clock}${fraction === '' ? '' : `.${fraction}`}${offset}`
}
