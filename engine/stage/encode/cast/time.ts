import { TEXT, type Row } from '../../../source/pages/row.ts'
import type { Output } from '../output.ts'
import type { CheckedCast } from './checked-cast.ts'
import { timeMicros } from './iso.ts'
import { scalarText } from './scalar-text.ts'

/** A time of day; 24:00 is what a fraction that rounds up from 23:59:59 becomes. */
export function timeCast(round: boolean): CheckedCast {
  return (row: Row, column: number, output: Output) => {
    if (row.kind[column] !== TEXT) return 'is no text with a time of day'
    const micros = timeMicros(scalarText(row, column), round)
    if (typeof micros === 'string') return micros
    output.int32(8)
    output.bigint64(micros)
    return null
  }
}
