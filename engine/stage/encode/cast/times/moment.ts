import type { MomentForm } from '../../../../options/source-form.ts'
import { BLOB, type Row } from '../../../../source/pages/row.ts'
import type { Output } from '../../output.ts'
import type { CheckedCast } from '../checked-cast.ts'
import { dayPicos } from './days.ts'
import { isoPicos, yyyymmddPicos } from './iso.ts'
import { microsOf, type Picos } from './picos.ts'
import { unitPicos } from './units.ts'

/** 0001-01-01 and 10000-01-01: years that both databases write with four digits. */
const FIRST = -62_135_596_800_000_000n
const BEYOND = 253_402_300_800_000_000n
const DAY = 86_400_000_000n
const SECONDS_1970_TO_2000 = 946_684_800n

/** How moments are read and how finely they are kept: digits of the second, and whether finer ones may be rounded. */
export interface MomentReading {
  form: MomentForm
  fraction: number
  round: boolean
}

/** Moments in one of the source forms. A `date` takes midnights only, a `timestamp` the wall clock of UTC. */
export function momentCast(
  type: 'date' | 'timestamp' | 'timestamptz',
  { form, fraction, round }: MomentReading,
): CheckedCast {
  return (row: Row, column: number, output: Output) => {
    if (row.kind[column] === BLOB) return 'is a blob, no moment'
    const picos = picosAt(row, column, form)
    const micros = typeof picos === 'string' ? picos : microsOf(picos, fraction, round)
    if (typeof micros === 'string') return micros
    if (micros < FIRST || micros >= BEYOND) return 'is outside of the years 1 to 9999'
    const since2000 = micros - SECONDS_1970_TO_2000 * 1_000_000n
    if (type !== 'date') {
      output.int32(8)
      output.bigint64(since2000)
      return null
    }
    if (since2000 % DAY !== 0n) return 'has a time of day, a date none'
    output.int32(4)
    output.int32(Number(since2000 / DAY))
    return null
  }
}

function picosAt(row: Row, column: number, form: MomentForm): Picos {
  switch (form) {
    case 'iso':
      return isoPicos(row, column)
    case 'yyyymmdd':
      return yyyymmddPicos(row, column)
    case 'julian':
    case 'ole':
    case 'days-since-1970':
      return dayPicos(row, column, form)
    default:
      return unitPicos(row, column, form)
  }
}
