import type { PostgresType } from '../../../types/postgres-type.ts'
import { BLOB, INTEGER, integerAt, REAL, type Row } from '../../../source/pages/row.ts'
import { numericBound, writeNumeric } from '../numeric.ts'
import type { Output } from '../output.ts'
import type { CheckedCast } from './checked-cast.ts'
import { parseDecimal } from './decimal.ts'
import { scalarText } from './scalar-text.ts'

/** Digits that an exponent of three digits adds at most. */
const MOST_ZEROS = 1000

/** Decimal numbers that fit precision and scale: PostgreSQL would round what has more digits, also in binary COPY. */
export function numericCast({ precision, scale, sql }: PostgresType): CheckedCast {
  return (row: Row, column: number, output: Output) => {
    const text = textAt(row, column)
    if (text === null) return 'is no number'
    if (!text.endsWith('Infinity')) {
      const decimal = parseDecimal(text)
      if (decimal === null) return 'is no number'
      if (precision !== null && !fits(decimal.digits, decimal.exponent, precision, scale)) return `does not fit ${sql}`
    } else if (precision !== null) return `does not fit ${sql}`
    output.reserve(numericBound(text.length + MOST_ZEROS))
    writeNumeric(output, text)
    return null
  }
}

function textAt(row: Row, column: number): string | null {
  switch (row.kind[column]) {
    case INTEGER:
      return integerAt(row, column).toString()
    case REAL:
      return String(row.real[column]!)
    case BLOB:
      return null
    default:
      return scalarText(row, column).trim().toLowerCase()
  }
}

function fits(digits: bigint, exponent: number, precision: number, scale: number): boolean {
  const shift = exponent + scale
  const unit = 10n ** BigInt(Math.abs(shift))
  if (shift < 0 && digits % unit !== 0n) return false
  const scaled = shift < 0 ? digits / unit : digits * unit
  const limit = 10n ** BigInt(precision)
  return scaled < limit && scaled > -limit
}
