// The target's side: rows of a binary COPY (postgresql.org sql-copy.html, Binary Format).

import { DONE, goneThrough, MORE, UNKNOWN } from './calls'
import { COLUMNS, columns } from './columns'
import { add, addBytes, begin, end } from './digest'
import {
  BOOLEAN, BYTES, DATE, DIGITS15, DOUBLE, INTEGER, IS_NULL, IS_NUMBER, IS_TEXT, LONG, NUMERIC, TEXT, TIME, TIMESTAMP, TIMESTAMPTZ, UNIX_MS,
  UNIX_S, UNIX_US, UUID,
} from './kinds'
import { uuid } from './uuid'

/**
 * Rows of a binary COPY, without its header, between `from` and `limit`. Gives MORE where the last one is not whole, with what was read
 * in `reached`; DONE at the trailer; UNKNOWN at a value that is none that is known here.
 */
export function rows(from: usize, limit: usize): i32 {
  let at = from
  while (true) {
    goneThrough(<i32>(at - from))
    if (at + 2 > limit) return MORE
    const count = <i32>(<i16>bswap<u16>(load<u16>(at)))
    if (count == -1) return DONE
    if (count != columns()) return UNKNOWN
    let p = at + 2
    for (let i = 0; i < count; i++) {
      if (p + 4 > limit) return MORE
      const length = <i32>bswap<u32>(load<u32>(p))
      p += 4
      if (length > 0) p += length
      if (p > limit) return MORE
    }
    begin()
    p = at + 2
    for (let i = 0; i < count; i++) {
      const length = <i32>bswap<u32>(load<u32>(p))
      p += 4
      if (length < 0) {
        add(IS_NULL, 0)
        continue
      }
      if (!field(load<i32>(COLUMNS + 8 * i) & 255, p, <u32>length)) return UNKNOWN
      p += length
    }
    end()
    at = p
  }
}

/** The binary form of a value, as the types' send functions write it. */
function field(kind: i32, p: usize, length: u32): bool {
  switch (kind) {
    case INTEGER:
      if (length == 8) add(IS_NUMBER, bswap<u64>(load<u64>(p)))
      else if (length == 4) add(IS_NUMBER, <u64>(<i64>(<i32>bswap<u32>(load<u32>(p)))))
      else if (length == 2) add(IS_NUMBER, <u64>(<i64>(<i16>bswap<u16>(load<u16>(p)))))
      else return false
      return true
    case BOOLEAN:
      if (length != 1) return false
      add(IS_NUMBER, <u64>load<u8>(p))
      return true
    case DOUBLE:
    case TIMESTAMP:
    case TIMESTAMPTZ:
    case UNIX_S:
    case UNIX_MS:
    case UNIX_US:
    case TIME:
      if (length != 8) return false
      add(IS_NUMBER, bswap<u64>(load<u64>(p)))
      return true
    case DATE:
      if (length != 4) return false
      add(IS_NUMBER, <u64>(<i32>bswap<u32>(load<u32>(p))))
      return true
    case TEXT:
    case BYTES:
      if (length > LONG) return false
      addBytes(IS_TEXT, p, length)
      return true
    case UUID:
      return uuid(p, length)
    case NUMERIC:
      return numeric(p, length)
    default:
      return false
  }
}

const POWERS = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
])

/**
 * A numeric (numeric_send: digits, weight, sign, scale, then digits to the base 10,000) of at most 15 significant digits, as the one double
 * that has it as its shortest decimal: an integer and a power of ten that doubles hold exactly, so one operation rounds correctly.
 */
function numeric(p: usize, length: u32): bool {
  if (length < 8) return false
  const count = <i32>bswap<u16>(load<u16>(p))
  const weight = <i32>(<i16>bswap<u16>(load<u16>(p, 2)))
  const sign = bswap<u16>(load<u16>(p, 4))
  if (<u32>(8 + 2 * count) != length || (sign != 0 && sign != 0x4000) || count > 5) return false
  let digits: i64 = 0
  for (let i = 0; i < count; i++) {
    // Five groups are at most 20 digits: what is beyond the 18 of an i64 is no number of 15.
    if (digits > 100_000_000_000_000) return false
    digits = digits * 10_000 + <i64>bswap<u16>(load<u16>(p + 8 + 2 * i))
  }
  let exponent = 4 * (weight - count + 1)
  if (digits == 0) exponent = 0
  else
    while (digits % 10 == 0) {
      digits /= 10
      exponent++
    }
  if (digits >= DIGITS15 || exponent > 22 || exponent < -22) return false
  const magnitude = <f64>digits
  const value = exponent < 0 ? magnitude / load<f64>(POWERS - 8 * exponent) : magnitude * load<f64>(POWERS + 8 * exponent)
  add(IS_NUMBER, reinterpret<u64>(sign == 0 ? value : -value))
  return true
}
