import { counted } from '../../../counted.ts'
import type { PostgresType } from '../../../types/postgres-type.ts'
import { BLOB, INTEGER, integerAt, REAL, type Row } from '../../../source/pages/row.ts'
import { numericBound, writeNumeric } from '../numeric.ts'
import type { Output } from '../output.ts'
import type { CheckedCast } from './checked-cast.ts'
import { type Decimal, parseDecimal } from './decimal.ts'
import { scalarText } from './scalar-text.ts'

/** Digits that an exponent of three digits adds at most. */
const MOST_ZEROS = 1000

/**
 * Decimal numbers that fit precision and scale: PostgreSQL would round what has more digits, also in binary COPY. With `round`
 * they are rounded here, as numeric itself does: half away from zero.
 */
export function numericCast(
  { precision, scale, sql }: Pick<PostgresType, 'precision' | 'scale' | 'sql'>,
  round: boolean,
): CheckedCast {
  return (row: Row, column: number, output: Output) => {
    const text = textAt(row, column)
    if (text === null) return 'is no number'
    const isInfinite = text.endsWith('Infinity')
    const decimal = isInfinite ? null : parseDecimal(text)
    if (decimal === null && !isInfinite) return 'is no number'
    let written = text
    if (precision !== null) {
      const scaled = decimal && atScale(decimal, scale, round)
      if (scaled === 'finer')
        return `has more than ${counted(scale, 'digit')} after the point; the option round rounds it`
      if (scaled === null || !isWithin(scaled, precision)) return `does not fit ${sql}`
      if (round) written = decimalText(scaled, scale)
    }
    output.reserve(numericBound(written.length + MOST_ZEROS))
    writeNumeric(output, written)
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

/** So many units of the last digit that the scale keeps. */
function atScale({ digits, exponent }: Decimal, scale: number, round: boolean): bigint | 'finer' {
  const shift = exponent + scale
  if (shift >= 0) return digits * 10n ** BigInt(shift)
  const unit = 10n ** BigInt(-shift)
  const rest = digits % unit
  if (rest === 0n) return digits / unit
  if (!round) return 'finer'
  const magnitude = rest < 0n ? -rest : rest
  return digits / unit + (magnitude * 2n >= unit ? (digits < 0n ? -1n : 1n) : 0n)
}

function isWithin(scaled: bigint, precision: number): boolean {
  const limit = 10n ** BigInt(precision)
  return scaled < limit && scaled > -limit
}

function decimalText(scaled: bigint, scale: number): string {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(scale + 1, '0')
  const point = digits.length - scale
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, point)}${scale > 0 ? `.${digits.slice(point)}` : ''}`
}
