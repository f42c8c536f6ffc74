import type { Row } from '../../../source/row.ts'
import type { CheckedCast } from './checked-cast.ts'
import { decimalAt, integerOf } from './decimal.ts'
import type { Output } from '../output.ts'

const BYTES = { smallint: 2, integer: 4, bigint: 8 } as const

/** Integers in range, however they are written: 7, 7.0, '7'. */
export function integerCast(type: keyof typeof BYTES): CheckedCast {
  const bytes = BYTES[type]
  const limit = 1n << BigInt(bytes * 8 - 1)
  return (row: Row, column: number, output: Output) => {
    const decimal = decimalAt(row, column)
    if (decimal === null) return 'is no integer'
    const value = integerOf(decimal)
    if (value === null) return 'is no integer'
    if (value < -limit || value >= limit) return `is out of the range of ${type}`
    output.int32(bytes)
    if (bytes === 2) output.int16(Number(value))
    else if (bytes === 4) output.int32(Number(value))
    else output.bigint64(value)
    return null
  }
}
