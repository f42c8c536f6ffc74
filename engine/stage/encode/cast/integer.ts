import { TEXT, type Row } from '../../../source/pages/row.ts'
import type { CheckedCast } from './checked-cast.ts'
import { decimalAt, integerOf } from './decimal.ts'
import type { Output } from '../output.ts'
import { scalarText } from './scalar-text.ts'

const DIGITS = /^\s*[+-]?\d{1,30}\s*$/

const BYTES = { smallint: 2, integer: 4, bigint: 8 } as const

/** Integers in range: INTEGER, REAL without a fraction, TEXT of digits. */
export function integerCast(type: keyof typeof BYTES): CheckedCast {
  const bytes = BYTES[type]
  const limit = 1n << BigInt(bytes * 8 - 1)
  return (row: Row, column: number, output: Output) => {
    const isWords = row.kind[column] === TEXT && !DIGITS.test(scalarText(row, column))
    const decimal = isWords ? null : decimalAt(row, column)
    const value = decimal && integerOf(decimal)
    if (value === null) return 'is no integer'
    if (value < -limit || value >= limit) return `is out of the range of ${type}`
    output.int32(bytes)
    if (bytes === 2) output.int16(Number(value))
    else if (bytes === 4) output.int32(Number(value))
    else output.bigint64(value)
    return null
  }
}
