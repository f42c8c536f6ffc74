import { isDigit, put16, put32 } from './bytes'

/** What {@link split} found: the digits of a real's shortest decimal as one number, and how many of them follow the point. */
export let digits: u64 = 0
export let scale: u32 = 0

const POWERS = memory.data<f64>([1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15])

/**
 * The shortest decimal that reads back as the value, without its sign; false where it has more than 15 digits or 15 after the point.
 * A double tells any two decimals of 15 digits apart (DBL_DIG), and a quotient of a whole number and a power of ten that are both
 * exact is the double nearest to that decimal: the first that gives the value back is the shortest.
 */
export function split(value: f64): bool {
  const magnitude = Math.abs(value)
  for (let k: u32 = 0; k <= 15; k++) {
    const power = load<f64>(POWERS + (k << 3))
    const whole = nearest(magnitude * power)
    if (!(whole < 1e15)) return false
    if (whole / power == magnitude) {
      digits = <u64>whole
      scale = k
      return true
    }
  }
  return false
}

/** Decimal digits; 0 has none. */
export function countDigits(value: u64): u32 {
  let count: u32 = 0
  for (; value != 0; value /= 10) count++
  return count
}

/** What {@link decimalForm} found: digits before the point, leading zeros left out, and after it. */
export let whole: u32 = 0
export let fraction: u32 = 0

/** [+-]digits[.digits], with as many digits after the point as numeric holds (datatype-numeric.html). */
export function decimalForm(p: usize, size: u32): bool {
  const end = p + size
  const sign = load<u8>(p)
  if (sign == 0x2b || sign == 0x2d) p++
  const first = p
  while (p < end && load<u8>(p) == 0x30) p++
  const significant = p
  while (p < end && isDigit(load<u8>(p))) p++
  if (p == first) return false
  whole = <u32>(p - significant)
  fraction = 0
  if (p == end) return true
  if (load<u8>(p) != 0x2e) return false
  const point = ++p
  while (p < end && isDigit(load<u8>(p))) p++
  fraction = <u32>(p - point)
  return p == end && fraction > 0 && fraction <= 16_383
}

/** PostgreSQL's numeric of a whole number of units of the last of `scale` digits (encode/numeric.ts); where it ends. */
export function putNumeric(q: usize, units: u64, scale: u32, negative: bool): usize {
  const after = (scale + 3) >> 2
  for (let pad = after * 4 - scale; pad > 0; pad--) units *= 10
  let groups: i32 = 0
  for (let rest = units; rest != 0; rest /= 10_000) groups++
  let skipped: i32 = 0
  for (; units != 0 && units % 10_000 == 0; units /= 10_000) skipped++
  const count = units == 0 ? 0 : groups - skipped
  header(q, count, count == 0 ? 0 : groups - 1 - <i32>after, negative && count > 0, scale)
  for (let at = q + 12 + 2 * (count - 1); units != 0; at -= 2, units /= 10_000) put16(at, <i32>(units % 10_000))
  return q + 12 + 2 * count
}

/** The same of a text of the form that {@link decimalForm} found. */
export function putDecimalText(q: usize, p: usize, size: u32): usize {
  const negative = load<u8>(p) == 0x2d
  const end = p + size
  // Groups of four digits are aligned at the point, which `before` digits precede.
  let before: i32 = whole
  let at = end - <usize>(whole + (fraction > 0 ? fraction + 1 : 0))
  const weight = (before + 3) / 4 - 1
  let skipped: i32 = 0
  let out = q + 12
  let last = out
  let group: i32 = 0
  while (at < end) {
    if (load<u8>(at) == 0x2e) {
      at++
      continue
    }
    group = group * 10 + load<u8>(at++) - 48
    before--
    const isWhole = before >= 0 ? before % 4 == 0 : (-before) % 4 == 0
    if (at == end && !isWhole) for (let pad = 4 - (-before) % 4; pad > 0; pad--) group *= 10
    if (!isWhole && at < end) continue
    if (group == 0 && out == q + 12) skipped++
    else {
      put16(out, group)
      out += 2
      if (group != 0) last = out
    }
    group = 0
  }
  const count = <i32>(last - q - 12) >> 1
  header(q, count, count == 0 ? 0 : weight - skipped, negative && count > 0, fraction)
  return last
}

function header(q: usize, count: i32, weight: i32, negative: bool, scale: u32): void {
  put32(q, 8 + 2 * count)
  put16(q + 4, count)
  put16(q + 6, weight)
  put16(q + 8, negative ? 0x4000 : 0)
  put16(q + 10, scale)
}

/** An integer as decimal digits; where it ends. */
export function putInteger(q: usize, value: i64): usize {
  let rest = <u64>value
  if (value < 0) {
    store<u8>(q++, 0x2d)
    rest = 0 - rest
  }
  const end = q + max<u32>(1, countDigits(rest))
  let at = end
  do {
    store<u8>(--at, 48 + <u32>(rest % 10))
    rest /= 10
  } while (rest != 0)
  return end
}
