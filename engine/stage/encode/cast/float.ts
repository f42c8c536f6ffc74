import { BLOB, INTEGER, integerAt, REAL, type Row } from '../../../source/pages/row.ts'
import type { Output } from '../output.ts'
import type { CheckedCast } from './checked-cast.ts'
import { parseDecimal } from './decimal.ts'
import { scalarText } from './scalar-text.ts'

/**
 * Numbers that the type gives back as they are written: 0.1 is one in either, 16777217 is none in `real`. With `round` the
 * nearest that the type has; what is beyond its range stays refused.
 */
export function floatCast(type: 'real' | 'double precision', round: boolean): CheckedCast {
  return (row: Row, column: number, output: Output) => {
    const exact = doubleAt(row, column)
    if (exact === 'no number') return 'is no number'
    const value = exact === 'inexact' ? (round ? nearest(row, column) : null) : exact
    const isKept = value !== null && (type === 'double precision' || isSingle(value))
    if (!isKept) {
      if (value === null || !round) return `is not exact in ${type}; the option round rounds it`
      if (Math.abs(Math.fround(value)) === Infinity) return `is out of the range of ${type}`
    }
    if (type === 'real') {
      output.int32(4)
      output.view.setFloat32(output.position, value)
      output.position += 4
    } else {
      output.int32(8)
      output.float64(value)
    }
    return null
  }
}

function doubleAt(row: Row, column: number): number | 'no number' | 'inexact' {
  switch (row.kind[column]) {
    case REAL:
      return row.real[column]!
    case INTEGER: {
      const integer = integerAt(row, column)
      return BigInt(Number(integer)) === integer ? Number(integer) : 'inexact'
    }
    case BLOB:
      return 'no number'
    default:
      return doubleOfText(scalarText(row, column).trim())
  }
}

/** Null beyond the range. */
function nearest(row: Row, column: number): number | null {
  const value = row.kind[column] === INTEGER ? Number(integerAt(row, column)) : Number(scalarText(row, column).trim())
  return Number.isFinite(value) ? value : null
}

function doubleOfText(text: string): number | 'no number' | 'inexact' {
  if (/^[+-]?Infinity$/.test(text)) return Number(text)
  const written = parseDecimal(text)
  if (written === null) return 'no number'
  const value = Number(text)
  const kept = parseDecimal(String(value))
  if (kept === null) return 'inexact'
  // The same number, whatever zeros it is written with.
  const least = Math.min(written.exponent, kept.exponent)
  const scaled = ({ digits, exponent }: typeof kept) => digits * 10n ** BigInt(exponent - least)
  return scaled(written) === scaled(kept) ? value : 'inexact'
}

/** Smallest normal single, and the decimal digits that every normal single keeps (float.h, FLT_MIN and FLT_DIG). */
const SMALLEST = 1.1754943508222875e-38
const DIGITS = 6

function isSingle(value: number): boolean {
  const single = Math.fround(value)
  if (Object.is(single, value)) return true
  if (Math.abs(single) === Infinity || Math.abs(value) < SMALLEST) return false
  return Number(value.toPrecision(DIGITS)) === value
}
