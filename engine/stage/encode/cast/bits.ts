import { INTEGER, integerAt, TEXT, type Row } from '../../../source/pages/row.ts'
import type { Output } from '../output.ts'
import type { CheckedCast } from './checked-cast.ts'
import { scalarText } from './scalar-text.ts'

/**
 * Texts of the digits 0 and 1: as many as bit(n) has, at most as many as varbit(n) takes. A bit(1) is also the numbers 0 and
 * 1. Binary: the number of bits, and the bits in bytes (varbit.c, bit_recv).
 */
export function bitsCast(length: number | null, isVarying: boolean): CheckedCast {
  return (row: Row, column: number, output: Output) => {
    const digits = digitsAt(row, column, length)
    if (digits === null || !/^[01]*$/.test(digits)) return 'is no string of bits'
    if (length !== null && (isVarying ? digits.length > length : digits.length !== length))
      return `has ${digits.length} bits, ${isVarying ? 'at most' : 'not'} ${length}`
    const bytes = Math.ceil(digits.length / 8)
    output.reserve(bytes + 8)
    output.int32(4 + bytes)
    output.int32(digits.length)
    for (let at = 0; at < bytes; at++)
      output.bytes[output.position++] = Number.parseInt(digits.slice(at * 8, at * 8 + 8).padEnd(8, '0'), 2)
    return null
  }
}

function digitsAt(row: Row, column: number, length: number | null): string | null {
  if (row.kind[column] === TEXT) return scalarText(row, column)
  return row.kind[column] === INTEGER && length === 1 ? integerAt(row, column).toString() : null
}
