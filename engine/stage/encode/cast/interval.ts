import { TEXT, type Row } from '../../../source/pages/row.ts'
import type { Output } from '../output.ts'
import { scalarText } from './scalar-text.ts'

interface Interval {
  months: number
  days: number
  micros: bigint
}

/**
 * An ISO 8601 duration (P1Y2M3DT4H5M6.5S) or hours of any number with minutes ([-]36:05[:06.5]), as PostgreSQL's own input
 * reads them; fractions of the second only. Binary: microseconds, days, months (timestamp.c, interval_recv).
 */
export function intervalCast(row: Row, column: number, output: Output): string | null {
  if (row.kind[column] !== TEXT) return 'is no text with an interval'
  const text = scalarText(row, column)
  const interval = ofDuration(text) ?? ofClock(text)
  if (interval === null) return 'is no interval: neither P1DT2H nor 26:00:00'
  const { months, days, micros } = interval
  if (Math.abs(months) >= 2 ** 31 || Math.abs(days) >= 2 ** 31) return 'is out of the range of interval'
  output.int32(16)
  output.bigint64(micros)
  output.int32(days)
  output.int32(months)
  return null
}

const N = '([+-]?\\d{1,9})'
const DURATION = new RegExp(
  `^P(?=.)(?:${N}Y)?(?:${N}M)?(?:${N}W)?(?:${N}D)?(?:T(?=.)(?:${N}H)?(?:${N}M)?(?:([+-]?)(\\d{1,9})(?:\\.(\\d{1,6}))?S)?)?$`,
)
const CLOCK = /^(-?)(\d{1,9}):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?$/

function ofDuration(text: string): Interval | null {
  const match = DURATION.exec(text)
  if (match === null) return null
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? 0 : Number(part)))
  const seconds = secondMicros(match[8] ?? '0', match[9] ?? '')
  return {
    months: years * 12 + months,
    days: weeks * 7 + days,
    micros: BigInt(hours * 60 + minutes) * 60_000_000n + (match[7] === '-' ? -seconds : seconds),
  }
}

function ofClock(text: string): Interval | null {
  const match = CLOCK.exec(text)
  if (match === null) return null
  const [, sign, hours = '', minutes = '', seconds = '0', fraction = ''] = match
  if (Number(minutes) > 59 || Number(seconds) > 59) return null
  const micros = BigInt(Number(hours) * 60 + Number(minutes)) * 60_000_000n + secondMicros(seconds, fraction)
  return { months: 0, days: 0, micros: sign === '-' ? -micros : micros }
}

function secondMicros(whole: string, fraction: string): bigint {
  return BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
}
