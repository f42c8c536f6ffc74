import type { Output } from './output.ts'

const POSITIVE = 0x0000
const NEGATIVE = 0x4000
const POSITIVE_INFINITY = 0xd000
const NEGATIVE_INFINITY = 0xf000

/** The most that {@link writeNumeric} writes for text of so many characters: header, then two bytes for four digits. */
export function numericBound(characters: number): number {
  return 24 + characters
}

/**
 * Writes a decimal as PostgreSQL's numeric: base-10000 digits with a weight (numeric.c, numeric_recv).
 * @param text `[+-]digits[.digits]`, or what String() gives for a double (`1e+21`, `Infinity`)
 */
export function writeNumeric(output: Output, text: string): void {
  if (text === 'Infinity' || text === '-Infinity') {
    writeHeader(output, 0, 0, text === 'Infinity' ? POSITIVE_INFINITY : NEGATIVE_INFINITY, 0)
    return
  }
  const negative = text.startsWith('-')
  const exponentAt = text.indexOf('e')
  const exponent = exponentAt < 0 ? 0 : Number(text.slice(exponentAt + 1))
  const mantissa = text.slice(negative || text.startsWith('+') ? 1 : 0, exponentAt < 0 ? undefined : exponentAt)
  const pointAt = mantissa.indexOf('.')
  const digits = pointAt < 0 ? mantissa : mantissa.slice(0, pointAt) + mantissa.slice(pointAt + 1)
  // Where the decimal point stands in `digits`, counted from the left; it may lie outside of them.
  const point = (pointAt < 0 ? mantissa.length : pointAt) + exponent
  const scale = Math.max(0, digits.length - point)

  // Groups of four digits are aligned at the point: pad the left so that the first group is whole.
  const lead = (((4 - (point % 4)) % 4) + 4) % 4
  const padded = '0'.repeat(lead) + digits
  const groups = Math.ceil(padded.length / 4)
  const weightOfFirst = (point + lead) / 4 - 1
  const group = (index: number) => Number(padded.slice(index * 4, index * 4 + 4).padEnd(4, '0'))
  let first = 0
  let last = groups - 1
  while (first <= last && group(first) === 0) first++
  while (last >= first && group(last) === 0) last--
  const count = last - first + 1
  writeHeader(
    output,
    count,
    count === 0 ? 0 : weightOfFirst - first,
    negative && count > 0 ? NEGATIVE : POSITIVE,
    scale,
  )
  for (let index = first; index <= last; index++) output.int16(group(index))
}

function writeHeader(output: Output, digits: number, weight: number, sign: number, scale: number): void {
  output.int32(8 + digits * 2)
  output.int16(digits)
  output.int16(weight)
  output.int16(sign)
  output.int16(scale)
}
