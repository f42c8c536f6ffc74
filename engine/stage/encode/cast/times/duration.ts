import { fractionPicos, PICOS_OF_SECOND } from './picos.ts'

/** An interval's three parts, none of which is a number of the others. */
export interface Duration {
  months: number
  days: number
  picos: bigint
}

/**
 * A text that says what it counts: an ISO 8601 duration (P1Y2M3DT4H5M6.5S), a clock of any number of hours, with days before
 * a point as .NET writes them ([-][d.]hh:mm[:ss[.f]]), or PostgreSQL's own words (1 year 2 mons 3 days 04:05:06.7, 1 day ago).
 * Fractions of the second only. Null for anything else, bare numbers among it.
 */
export function parseDuration(text: string): Duration | null {
  return ofIso(text) ?? ofClock(text) ?? ofWords(text)
}

const N = '([+-]?\\d{1,9})'
const ISO = new RegExp(
  `^P(?=.)(?:${N}Y)?(?:${N}M)?(?:${N}W)?(?:${N}D)?(?:T(?=.)(?:${N}H)?(?:${N}M)?(?:([+-]?)(\\d{1,9})(?:[.,](\\d+))?S)?)?$`,
)

function ofIso(text: string): Duration | null {
  const match = ISO.exec(text)
  if (match === null) return null
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? 0 : Number(part)))
  const seconds = secondPicos(match[8] ?? '0', match[9] ?? '')
  return {
    months: years * 12 + months,
    days: weeks * 7 + days,
    picos: BigInt(hours * 60 + minutes) * 60n * PICOS_OF_SECOND + (match[7] === '-' ? -seconds : seconds),
  }
}

const CLOCK = /^([+-]?)(?:(\d{1,9})\.)?(\d{1,9}):(\d\d)(?::(\d\d)(?:\.(\d+))?)?$/

function ofClock(text: string): Duration | null {
  const match = CLOCK.exec(text)
  if (match === null) return null
  const [, sign, days, hours = '', minutes = '', seconds = '0', fraction = ''] = match
  if (Number(minutes) > 59 || Number(seconds) > 59 || (days !== undefined && Number(hours) > 23)) return null
  const picos = BigInt(Number(hours) * 60 + Number(minutes)) * 60n * PICOS_OF_SECOND + secondPicos(seconds, fraction)
  const negative = sign === '-'
  return {
    months: 0,
    days: negative ? -Number(days ?? 0) || 0 : Number(days ?? 0),
    picos: negative ? -picos : picos,
  }
}

/** Units of PostgreSQL's input (datatype-datetime.html, Interval Input), as months, days, seconds. */
const UNITS: readonly (readonly [words: RegExp, part: 'months' | 'days' | 'seconds', factor: number])[] = [
  [/^(mil|millennium|millenniums|millennia)$/, 'months', 12_000],
  [/^(c|cent|century|centuries)$/, 'months', 1200],
  [/^(decade|decades|dec|decs)$/, 'months', 120],
  [/^(y|yr|yrs|year|years)$/, 'months', 12],
  [/^(mon|mons|month|months)$/, 'months', 1],
  [/^(w|week|weeks)$/, 'days', 7],
  [/^(d|day|days)$/, 'days', 1],
  [/^(h|hr|hrs|hour|hours)$/, 'seconds', 3600],
  [/^(min|mins|minute|minutes)$/, 'seconds', 60],
  [/^(s|sec|secs|second|seconds)$/, 'seconds', 1],
]

const PART = /^([+-]?)(\d{1,9})(?:\.(\d+))? ?([a-z]+)(?: |$)/

function ofWords(text: string): Duration | null {
  let rest = text.toLowerCase().replace(/^@ /, '')
  const ago = rest.endsWith(' ago')
  if (ago) rest = rest.slice(0, -4)
  const sum: Duration = { months: 0, days: 0, picos: 0n }
  let parts = 0
  for (let match = PART.exec(rest); match !== null; match = PART.exec(rest)) {
    const [all, sign, whole = '', fraction, word = ''] = match
    const unit = UNITS.find(([words]) => words.test(word))
    // A fraction of a day or a month is whatever PostgreSQL makes of it.
    if (!unit || (fraction !== undefined && unit[2] !== 1) || (fraction !== undefined && unit[1] !== 'seconds'))
      return null
    const [, part, factor] = unit
    if (part === 'seconds') {
      const picos = secondPicos(whole, fraction ?? '') * BigInt(factor)
      sum.picos += sign === '-' ? -picos : picos
    } else sum[part] += (sign === '-' ? -1 : 1) * Number(whole) * factor
    parts++
    rest = rest.slice(all.length)
  }
  const clock = rest === '' ? { months: 0, days: 0, picos: 0n } : /^[+-]?\d+:/.test(rest) ? ofClock(rest) : null
  if (clock === null || parts === 0) return null
  const picos = sum.picos + clock.picos
  // Not -0, which is another number to a comparison.
  return ago ? { months: 0 - sum.months, days: 0 - sum.days, picos: -picos } : { ...sum, picos }
}

function secondPicos(whole: string, fraction: string): bigint {
  return BigInt(whole) * PICOS_OF_SECOND + fractionPicos(fraction)
}
