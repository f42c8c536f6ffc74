import { INTEGER, integerAt, REAL, TEXT, type Row } from '../../../source/pages/row.ts'
import { scalarText } from './scalar-text.ts'

/** The number digits · 10^exponent, exact. */
export interface Decimal {
  digits: bigint
  exponent: number
}

/**
 * An INTEGER; a REAL as the integer that it is, else as its shortest decimal that reads back as the same double; or a TEXT
 * that is a decimal number.
 */
export function decimalAt(row: Row, column: number): Decimal | null {
  switch (row.kind[column]) {
    case INTEGER:
      return { digits: integerAt(row, column), exponent: 0 }
    case REAL:
      return decimalOf(row.real[column]!)
    case TEXT:
      return parseDecimal(scalarText(row, column).trim())
    default:
      return null
  }
}

function decimalOf(real: number): Decimal | null {
  return Number.isInteger(real) ? { digits: BigInt(real), exponent: 0 } : parseDecimal(String(real))
}

/** Null for what is no decimal number, infinity among it, and for exponents that no type here holds. */
export function parseDecimal(text: string): Decimal | null {
  const match = DECIMAL.exec(text)
  if (match === null) return null
  const [, sign, whole = '', fraction = '', alone = '', exponent = '0'] = match
  const digits = BigInt(whole + fraction + alone)
  return {
    digits: sign === '-' ? -digits : digits,
    exponent: Number(exponent) - fraction.length - alone.length,
  }
}

const DECIMAL = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,3}))?$/

/** The integer that the decimal is; null where it has a fraction. */
export function integerOf({ digits, exponent }: Decimal): bigint | null {
  if (exponent >= 0) return digits * 10n ** BigInt(exponent)
  const unit = 10n ** BigInt(-exponent)
  return digits % unit === 0n ? digits / unit : null
}
