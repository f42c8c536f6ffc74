export interface DecimalDigits {
  whole: number
  fraction: number
}

/**
 * Digits before and after the point of the shortest decimal that reads back as this finite double, written without an
 * exponent. Leading zeros do not count: 0.05 has 0 and 2.
 */
export function decimalDigits(value: number): DecimalDigits {
  const text = String(Math.abs(value))
  const e = text.indexOf('e')
  const mantissa = e < 0 ? text : text.slice(0, e)
  const exponent = e < 0 ? 0 : Number(text.slice(e + 1))
  const point = mantissa.indexOf('.')
  const wholePart = point < 0 ? mantissa : mantissa.slice(0, point)
  const fractionLength = point < 0 ? 0 : mantissa.length - point - 1
  const wholeLength = wholePart === '0' ? 0 : wholePart.length
  return { whole: Math.max(0, wholeLength + exponent), fraction: Math.max(0, fractionLength - exponent) }
}

/** Decimal digits of an integer without its sign; 0 has none. */
export function digitsOf(value: bigint): number {
  if (value === 0n) return 0
  return (value < 0n ? -value : value).toString().length
}

/** Makes `digits` wide enough for `other` too. */
export function widen(digits: DecimalDigits, other: DecimalDigits): void {
  if (other.whole > digits.whole) digits.whole = other.whole
  if (other.fraction > digits.fraction) digits.fraction = other.fraction
}
