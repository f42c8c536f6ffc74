import { isDurationForm, type SourceForm } from '../../options/source-form.ts'
import type { FileValue } from '../../source/sqlite/value.ts'
import type { Form } from '../form.ts'
import { type Instant, instantOfCount, instantOfIso } from './cast-moment.ts'
import { canonicalDecimal } from './numeric.ts'

interface Reading {
  from: SourceForm | null
  digits: number
  round: boolean
}

/** The parts of an interval, none of which is a number of the others: months, days, seconds as a decimal. */
interface Parts {
  months: number
  days: number
  seconds: string
}

/**
 * interval, by its parts. Texts are ISO 8601 durations, clocks and PostgreSQL's own words; numbers count what the cast says,
 * and are nothing by themselves.
 */
export function intervalForm({ from, digits, round }: Reading): Form {
  return {
    input: null,
    fileSql: (column) => column,
    targetSql: (column) =>
      [
        `extract(year from ${column}) * 12 + extract(month from ${column})`,
        `extract(day from ${column})`,
        `extract(hour from ${column}) * 3600 + extract(minute from ${column}) * 60 + extract(second from ${column})`,
      ]
        .map((part) => `(${part})::text`)
        .join(` || ' ' || `),
    fromFile(value, row) {
      const parts = partsOf(value, from)
      const seconds = parts === null ? null : withDigits(parts.seconds, digits, round)
      if (parts === null || seconds === null) row.unread(value)
      else row.text(`${parts.months} ${parts.days} ${seconds}`)
    },
    fromTarget(bytes, start, end, row) {
      const text = bytes.toString('latin1', start, end)
      // An element of an array comes as interval's own output instead.
      const [, months, days, seconds] = /^(\S+) (-?\d+) (-?[\d.]+)$/.exec(text) ?? []
      const parts = seconds === undefined ? ofWords(text) : { months, days, seconds: canonicalDecimal(seconds) }
      row.text(parts === null ? text : `${Number(parts.months)} ${Number(parts.days)} ${parts.seconds}`)
    },
  }
}

function partsOf(value: FileValue, from: SourceForm | null): Parts | null {
  if (Buffer.isBuffer(value)) return null
  const text = typeof value === 'string' ? value.trim() : ''
  if (from === 'iso') {
    const instant = instantOfIso(text)
    return instant && { months: 0, days: 0, seconds: decimalOf(instant) }
  }
  const said = text === '' ? null : (ofDuration(text) ?? ofWords(text))
  if (said !== null) return said
  const count = from !== null && isDurationForm(from) ? instantOfCount(value, from) : null
  return count && { months: 0, days: 0, seconds: decimalOf(count) }
}

/** -1 second and .75 of one is -0.25. */
function decimalOf({ seconds, fraction }: Instant): string {
  if (seconds >= 0n || fraction === '') return canonicalDecimal(`${seconds}.${fraction || '0'}`)!
  const unit = 10n ** BigInt(fraction.length)
  return scaled(seconds * unit + BigInt(fraction), fraction.length)
}

function scaled(units: bigint, digits: number): string {
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0')
  return canonicalDecimal(
    `${units < 0n ? '-' : ''}${text.slice(0, text.length - digits)}.${text.slice(text.length - digits)}`,
  )!
}

/** Rounds halves up, as counts on a line do. */
function withDigits(seconds: string, digits: number, round: boolean): string | null {
  const [whole = '', fraction = ''] = seconds.replace('-', '').split('.')
  if (fraction.length <= digits) return seconds
  if (!round) return null
  const negative = seconds.startsWith('-')
  const units = BigInt(whole + fraction) * (negative ? -1n : 1n)
  const step = 10n ** BigInt(fraction.length - digits)
  const rest = ((units % step) + step) % step
  return scaled((units - rest) / step + (rest * 2n >= step ? 1n : 0n), digits)
}

function ofDuration(text: string): Parts | null {
  const [all, date = '', time = ''] = /^P((?:[+-]?\d+[YMWD])*)(?:T((?:[+-]?\d+(?:[.,]\d+)?[HMS])+))?$/.exec(text) ?? []
  if (all === undefined || date + time === '') return null
  const amount = (part: string, unit: string) => {
    const found = [...part.matchAll(/([+-]?\d+)(?:[.,](\d+))?([A-Z])/gy)].filter(([, , , letter]) => letter === unit)
    return found.map(([, whole = '', fraction = '']) => ({ whole, fraction }))
  }
  const number = (unit: string) => amount(date, unit).reduce((sum, { whole }) => sum + Number(whole), 0)
  if (/[.,]\d+[HM]/.test(time)) return null
  const clock = [
    ...amount(time, 'H').map((one) => [one, 3600n] as const),
    ...amount(time, 'M').map((one) => [one, 60n] as const),
    ...amount(time, 'S').map((one) => [one, 1n] as const),
  ]
  return {
    months: number('Y') * 12 + number('M'),
    days: number('W') * 7 + number('D'),
    seconds: sumOf(
      clock.map(([{ whole, fraction }, factor]) => ({
        sign: whole.startsWith('-') ? -1n : 1n,
        whole: whole.replace(/^[+-]/, ''),
        fraction,
        factor,
      })),
    ),
  }
}

interface Amount {
  sign: bigint
  whole: string
  fraction: string
  factor: bigint
}

function sumOf(amounts: Amount[]): string {
  const digits = Math.max(0, ...amounts.map(({ fraction }) => fraction.length))
  const units = amounts.reduce(
    (sum, { sign, whole, fraction, factor }) => sum + sign * BigInt(whole + fraction.padEnd(digits, '0')) * factor,
    0n,
  )
  return scaled(units, digits)
}

/** Months, days or seconds of a unit's word, by the letters that PostgreSQL tells them apart by. */
function unitOf(word: string): { part: keyof Parts; factor: number } | null {
  const singular = word.length > 1 ? word.replace(/s$/, '') : word
  const months = new Map([
    ['y', 12],
    ['yr', 12],
    ['year', 12],
    ['mon', 1],
    ['month', 1],
    ['decade', 120],
    ['dec', 120],
    ['century', 1200],
    ['centurie', 1200],
    ['cent', 1200],
    ['c', 1200],
    ['mil', 12_000],
    ['millennium', 12_000],
    ['millennia', 12_000],
  ])
  const days = new Map([
    ['d', 1],
    ['day', 1],
    ['w', 7],
    ['week', 7],
  ])
  const seconds = new Map([
    ['h', 3600],
    ['hr', 3600],
    ['hour', 3600],
    ['min', 60],
    ['minute', 60],
    ['s', 1],
    ['sec', 1],
    ['second', 1],
  ])
  const month = months.get(singular)
  if (month !== undefined) return { part: 'months', factor: month }
  const day = days.get(singular)
  if (day !== undefined) return { part: 'days', factor: day }
  const second = seconds.get(singular)
  return second === undefined ? null : { part: 'seconds', factor: second }
}

const CLOCK = /^([+-]?)(?:(\d+)\.)?(\d+):([0-5]\d)(?::([0-5]\d)(?:\.(\d+))?)?$/

/** A clock, or numbers with units before one; `ago` turns all of them round. */
function ofWords(text: string): Parts | null {
  const words = text.toLowerCase().replace(/^@ /, '').split(' ')
  const ago = words.at(-1) === 'ago' && words.pop() === 'ago'
  let [months, days] = [0, 0]
  const amounts: Amount[] = []
  for (let at = 0; at < words.length; at++) {
    const clock = at === words.length - 1 ? CLOCK.exec(words[at]!) : null
    if (clock !== null) {
      const [, sign, ofDays, hours = '', minutes = '', seconds = '0', fraction = ''] = clock
      if (ofDays !== undefined && (Number(hours) > 23 || at > 0)) return null
      const direction = sign === '-' ? -1n : 1n
      days += Number(direction) * Number(ofDays ?? 0)
      amounts.push(
        { sign: direction, whole: hours, fraction: '', factor: 3600n },
        { sign: direction, whole: minutes, fraction: '', factor: 60n },
        { sign: direction, whole: seconds, fraction, factor: 1n },
      )
      continue
    }
    const [, sign, whole = '', fraction, joined] = /^([+-]?)(\d{1,9})(?:\.(\d+))?([a-z]*)$/.exec(words[at]!) ?? []
    if (whole === '') return null
    const unit = unitOf(joined !== '' && joined !== undefined ? joined : (words[++at] ?? ''))
    if (unit === null || (fraction !== undefined && (unit.part !== 'seconds' || unit.factor !== 1))) return null
    const direction = sign === '-' ? -1 : 1
    if (unit.part === 'months') months += direction * Number(whole) * unit.factor
    else if (unit.part === 'days') days += direction * Number(whole) * unit.factor
    else amounts.push({ sign: BigInt(direction), whole, fraction: fraction ?? '', factor: BigInt(unit.factor) })
  }
  if (ago) for (const amount of amounts) amount.sign = -amount.sign
  return { months: ago ? 0 - months : months, days: ago ? 0 - days : days, seconds: sumOf(amounts) }
}
