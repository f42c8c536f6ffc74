import { withoutEnd } from '../../without-end.ts'
import type { MomentForm } from '../../options/source-form.ts'
import type { CanonicalRow } from '../canonical-row.ts'
import type { Form } from '../form.ts'
import { canonicalDecimal } from './numeric.ts'
import type { FileValue } from '../../source/sqlite/value.ts'

type MomentType = 'date' | 'timestamp' | 'timestamptz'

/** Seconds of UTC since 1970, and the digits of the second without zeros at the end. */
export interface Instant {
  seconds: bigint
  fraction: string
}

/** How a column's moments are read: the form, how many digits of the second the target keeps, and whether others are rounded. */
export interface MomentReading {
  from: MomentForm
  digits: number
  round: boolean
}

/**
 * Moments of a checked cast. Counts are taken as decimal strings whose point is shifted, day numbers by the arithmetic that
 * SQLite and .NET document, ISO texts by Date. What has no exact counterpart is a difference, unless the cast rounds.
 */
export function castMomentForm(type: MomentType, { from, digits, round }: MomentReading): Form {
  return {
    input: null,
    fileSql: (column) => column,
    targetSql: (column) => (type === 'timestamptz' ? `(${column} AT TIME ZONE 'UTC')` : column),
    fromFile(value, row) {
      const instant = kept(instantOf(value, from), digits, round)
      if (instant === null) row.unread(value)
      else add(row, type, instant, value)
    },
    fromTarget(bytes, start, end, row) {
      // An element of an array comes with the session's zone, which is UTC.
      const isZoned = type === 'timestamptz' && bytes.toString('latin1', end - 3, end) === '+00'
      row.bytes(bytes, start, isZoned ? end - 3 : end)
    },
  }
}

/** A time of day: of the ISO text that it makes with a date, or of the one that it is. */
export function castTimeForm(ofMoments: boolean, digits: number, round: boolean): Form {
  return {
    input: null,
    fileSql: (column) => column,
    targetSql: (column) => column,
    fromFile(value, row) {
      const text = typeof value === 'string' ? value.trim() : null
      const read = text === null ? null : instantOfIso(ofMoments ? text : `1970-01-01T${text}`)
      const instant = kept(read && { ...read, seconds: ((read.seconds % 86_400n) + 86_400n) % 86_400n }, digits, round)
      if (instant === null) return row.unread(value)
      const { seconds, fraction } = instant
      const clock = seconds === 86_400n ? '24:00:00' : new Date(Number(seconds) * 1000).toISOString().slice(11, 19)
      row.text(`${clock}${fraction === '' ? '' : `.${fraction}`}`)
    },
    fromTarget: (bytes, start, end, row) => row.bytes(bytes, start, end),
  }
}

/** timetz: the time as it is written, and the offset in full; PostgreSQL leaves out minutes that are zero. */
export function timetzForm(digits: number, round: boolean): Form {
  const canonical = (text: string): string | null => {
    const [, clock = '', sign = '', zone = ''] =
      /^([\d:.,]+) ?(?:([+-])(\d\d(?::?\d\d)?)|[zZ])$/.exec(text.trim()) ?? []
    const instant = clock === '' ? null : kept(instantOfIso(`1970-01-01T${clock}`), digits, round)
    if (instant === null || Number(zone.slice(0, 2)) > 15 || Number(zone.replace(':', '').slice(2)) > 59) return null
    const offset = `${sign === '' || /^[0:]*$/.test(zone) ? '+' : sign}${zone.replace(':', '').padEnd(4, '0')}`
    return `${instant.seconds}.${instant.fraction}${offset}`
  }
  return {
    input: null,
    fileSql: (column) => column,
    targetSql: (column) => column,
    fromFile(value, row) {
      const text = typeof value === 'string' ? canonical(value) : null
      if (text === null) row.unread(value)
      else row.text(text)
    },
    fromTarget(bytes, start, end, row) {
      const text = bytes.toString('latin1', start, end)
      row.text(canonical(text) ?? text)
    },
  }
}

/** The instant with so many digits of the second; null where it has more and must not be rounded. */
function kept(instant: Instant | null, digits: number, round: boolean): Instant | null {
  if (instant === null || instant.fraction.length <= digits) return instant
  return round ? roundedTo(instant, digits) : null
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

function roundedTo({ seconds, fraction }: Instant, digits: number): Instant {
  const units = BigInt(fraction.slice(0, digits) || '0') + (fraction.charAt(digits) >= '5' ? 1n : 0n)
  if (units === 10n ** BigInt(digits)) return { seconds: seconds + 1n, fraction: '' }
  return { seconds, fraction: digits === 0 ? '' : withoutEnd(units.toString().padStart(digits, '0'), '0') }
}

/** Forms whose numbers count units of time from some day; the others are days and fractions of one, and ISO texts. */
export type CountedForm = Exclude<MomentForm, 'iso' | 'yyyymmdd' | DayForm>
type DayForm = 'julian' | 'ole' | 'days-since-1970'

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
  if (from === 'yyyymmdd') return /^\s*\d{8}\s*$/.test(String(value)) ? instantOfIso(String(value).trim()) : null
  if (from === 'julian' || from === 'ole' || from === 'days-since-1970') {
    const decimal = decimalOf(value)
    return decimal === null ? null : instantOfDays(Number(decimal), from)
  }
  const count = instantOfCount(value, from)
  const days = BigInt(Date.parse(COUNTS[from].since) / 1000)
  if (count !== null) return { ...count, seconds: count.seconds + days }
  return typeof value === 'string' && decimalOf(value) === null ? instantOfIso(value) : null
}

/** So many units, as seconds. */
export function instantOfCount(value: Exclude<FileValue, Buffer>, from: CountedForm): Instant | null {
  const decimal = decimalOf(value)
  return decimal === null ? null : split(decimal, COUNTS[from].digits)
}

function decimalOf(value: Exclude<FileValue, Buffer>): string | null {
  const isWhole = typeof value === 'number' && Number.isInteger(value)
  const decimal = canonicalDecimal(isWhole ? BigInt(value).toString() : String(value).trim())
  return decimal === null || !/\d$/.test(decimal) ? null : decimal
}

/** `-12345.5` with three digits to the right is -13 seconds and .6545 of one. */
function split(decimal: string, digits: number): Instant | null {
  if (decimal.includes('e')) return null
  const negative = decimal.startsWith('-')
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.')
  const all = whole.padStart(digits + 1, '0')
  const seconds = BigInt(all.slice(0, all.length - digits))
  const rest = withoutEnd(all.slice(all.length - digits) + fraction, '0')
  if (!negative) return { seconds, fraction: rest }
  if (rest === '') return { seconds: -seconds, fraction: '' }
  const complement = (10n ** BigInt(rest.length) - BigInt(rest)).toString().padStart(rest.length, '0')
  return { seconds: -seconds - 1n, fraction: complement }
}

const DAY = 86_400_000

/** To the millisecond: SQLite's date.c adds a half and cuts, and so does .NET's FromOADate, away from zero. */
function instantOfDays(days: number, from: DayForm): Instant | null {
  let milliseconds = from === 'days-since-1970' ? Math.floor(days * DAY + 0.5) : Math.floor(Math.abs(days) * DAY + 0.5)
  if (from === 'julian') {
    if (days < 0) return null
    milliseconds -= 2_440_587.5 * DAY
  } else if (from === 'ole') {
    if (days < 0) milliseconds = (milliseconds % DAY) - Math.floor(milliseconds / DAY) * DAY
    milliseconds += Date.UTC(1899, 11, 30)
  }
  if (!Number.isSafeInteger(milliseconds)) return null
  const seconds = Math.floor(milliseconds / 1000)
  const fraction = withoutEnd(String(milliseconds - seconds * 1000).padStart(3, '0'), '0')
  return { seconds: BigInt(seconds), fraction }
}

const EXTENDED = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d))?$/

export function instantOfIso(value: Exclude<FileValue, Buffer>): Instant | null {
  if (typeof value === 'number') return null
  const match = EXTENDED.exec(extended(withoutGo(String(value).replace(/ $/, ''))))
  if (match === null) return null
  const [, date = '', clock = '00:00:00', fraction = '', zone = 'Z'] = match
  const milliseconds = Date.parse(`${date}T${clock}${zone}`)
  // Date takes 31 February for 3 March.
  if (Number.isNaN(milliseconds) || new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) !== date) return null
  return { seconds: BigInt(milliseconds / 1000), fraction: withoutEnd(fraction, '0') }
}

/** Go writes the zone a second time by name or number, and what another clock shows. */
function withoutGo(text: string): string {
  const [, bare] =
    /^(.{10,}? ?[+-]\d\d(?::?\d\d)?)(?: [A-Z]{3,5}| [+-]\d\d(?:\d\d)?)?(?: m=[+-]\d+\.\d+)?$/.exec(text) ?? []
  const [, utc] = /^(.{10,}?[Zz])(?: [A-Z]{3,5})?(?: m=[+-]\d+\.\d+)?$/.exec(text) ?? []
  return bare ?? utc ?? text
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
