import type { SourceForm } from '../../../../options/source-form.ts'
import { isDurationForm } from '../../../../options/source-form.ts'
import { BLOB, TEXT, type Row } from '../../../../source/pages/row.ts'
import type { Output } from '../../output.ts'
import type { CheckedCast } from '../checked-cast.ts'
import { decimalAt } from '../decimal.ts'
import { type Duration, parseDuration } from './duration.ts'
import { picosOfIso } from './iso.ts'
import { microsOf } from './picos.ts'
import { scalarText } from '../scalar-text.ts'
import { countedPicos } from './units.ts'

interface IntervalReading {
  from: SourceForm | null
  fraction: number
  round: boolean
}

const NONE = 'is no interval: neither P1DT2H nor 26:00:00'
const MOMENT = 'is a moment, no interval; from: iso takes it as the time since 1970-01-01, as SQLAlchemy writes it'
const LARGEST = 2n ** 63n

/**
 * Durations: texts that say what they count (duration.ts), numbers where the form does, and with the form `iso` moments
 * since 1970, as SQLAlchemy writes them. A bare number is refused: PostgreSQL's input would take it for seconds. Binary:
 * microseconds, days, months (timestamp.c, interval_recv).
 */
export function intervalCast({ from, fraction, round }: IntervalReading): CheckedCast {
  return (row: Row, column: number, output: Output) => {
    const duration = durationAt(row, column, from)
    if (typeof duration === 'string') return duration
    const { months, days, picos } = duration
    const micros = microsOf(picos, fraction, round)
    if (typeof micros === 'string') return micros
    const isFar = Math.abs(months) >= 2 ** 31 || Math.abs(days) >= 2 ** 31 || micros >= LARGEST || micros < -LARGEST
    if (isFar) return 'is out of the range of interval'
    output.int32(16)
    output.bigint64(micros)
    output.int32(days)
    output.int32(months)
    return null
  }
}

function durationAt(row: Row, column: number, from: SourceForm | null): Duration | string {
  if (row.kind[column] === BLOB) return 'is a blob, no interval'
  const text = row.kind[column] === TEXT ? scalarText(row, column).trim() : ''
  const said = from === 'iso' ? picosOfIso(text) : parseDuration(text)
  if (typeof said === 'bigint') return { months: 0, days: 0, picos: said }
  if (said !== null) return said
  const number = decimalAt(row, column)
  if (number === null && from === 'iso') return 'is no ISO 8601 date or timestamp'
  if (number === null) return typeof picosOfIso(text) === 'bigint' ? MOMENT : NONE
  if (from === null || !isDurationForm(from))
    return 'is a number; the option from says what it counts: unix-s, unix-ms, unix-us, unix-ns or dotnet-ticks'
  const picos = countedPicos(number, from)
  return picos === 'too many' ? 'is out of the range of interval' : { months: 0, days: 0, picos }
}
