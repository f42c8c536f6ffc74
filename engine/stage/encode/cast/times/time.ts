import { TEXT, type Row } from '../../../../source/pages/row.ts'
import type { Output } from '../../output.ts'
import type { CheckedCast } from '../checked-cast.ts'
import { offsetSeconds, picosOfIso, timePicos } from './iso.ts'
import { microsOf, type Picos, PICOS_OF_SECOND } from './picos.ts'
import { scalarText } from '../scalar-text.ts'

interface TimeReading {
  /** The texts are dates with a time, of which the time counts. */
  ofMoments: boolean
  fraction: number
  round: boolean
}

/** A time of day; 24:00 is what a fraction that rounds up from 23:59:59 becomes. */
export function timeCast({ ofMoments, fraction, round }: TimeReading): CheckedCast {
  return (row: Row, column: number, output: Output) => {
    if (row.kind[column] !== TEXT) return 'is no text with a time of day'
    const text = scalarText(row, column)
    const picos = ofMoments ? timeOfMoment(text) : timePicos(text.trim())
    const micros = typeof picos === 'string' ? picos : microsOf(picos, fraction, round)
    if (typeof micros === 'string') return micros
    output.int32(8)
    output.bigint64(micros)
    return null
  }
}

const DAY = 86_400n * PICOS_OF_SECOND

function timeOfMoment(text: string): Picos {
  const picos = picosOfIso(text)
  if (picos === null) return 'is no ISO 8601 date with a time'
  return typeof picos === 'string' ? picos : ((picos % DAY) + DAY) % DAY
}

/** A time of day with its offset, which SQLite has no word for: `07:08:09+02`. Binary: microseconds, seconds west of UTC. */
export function timetzCast({ fraction, round }: Omit<TimeReading, 'ofMoments'>): CheckedCast {
  return (row: Row, column: number, output: Output) => {
    const [, time = '', zone = ''] = (row.kind[column] === TEXT && ZONED.exec(scalarText(row, column))) || []
    if (zone === '') return 'is no time of day with an offset from UTC'
    const picos = timePicos(time)
    const micros = typeof picos === 'string' ? picos : microsOf(picos, fraction, round)
    if (typeof micros === 'string') return micros
    const offset = offsetSeconds(zone)
    if (offset === null) return 'has a zone that does not exist'
    output.int32(12)
    output.bigint64(micros)
    output.int32(-offset)
    return null
  }
}

const ZONED = /^([\d:.,]+) ?([Zz]|[+-]\d\d(?::?\d\d)?) ?$/
