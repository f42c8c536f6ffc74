import { isDigit } from './bytes'
import { HASHES, LEVELS, MOST_HASHES } from '../layout'

/** As profile/json-text.ts has them: levels, bytes of a number, and keys of an object that are compared by their hashes. */
const MOST_LEVELS: u32 = 1000
const MOST_NUMBER: u32 = 8000
const FEW_KEYS: u32 = 32

const ARRAY: u32 = 1 << 31

/**
 * Whether the bytes are JSON of the form `jsonb` for sure (profile/json-text.ts): valid within PostgreSQL's limits, and no object has
 * a key twice. What is not, and what may not be, is for the reference. A loop over a stack of its own: nesting costs no call.
 */
export function isJsonb(p: usize, end: usize): bool {
  let level: u32 = 0
  let hashes: u32 = 0
  for (;;) {
    // A value, after which comes what the innermost of the open arrays and objects goes on with.
    p = space(p, end)
    if (p == end) return false
    const first: u32 = load<u8>(p)
    let isOpened = false
    if (first == 0x7b || first == 0x5b) {
      if (level == MOST_LEVELS) return false
      store<u32>(LEVELS + (level++ << 2), first == 0x5b ? ARRAY : hashes)
      isOpened = true
      p++
    } else if (first == 0x22) {
      p = string(p, end)
    } else if (first == 0x74) {
      p = end - p >= 4 && load<u32>(p) == 0x65757274 ? p + 4 : 0
    } else if (first == 0x66) {
      p = end - p >= 5 && load<u32>(p, 1) == 0x65736c61 ? p + 5 : 0
    } else if (first == 0x6e) {
      p = end - p >= 4 && load<u32>(p) == 0x6c6c756e ? p + 4 : 0
    } else {
      p = number(p, end)
    }
    if (p == 0) return false
    for (;;) {
      p = space(p, end)
      if (level == 0) return p == end
      if (p == end) return false
      const next: u32 = load<u8>(p)
      const open = load<u32>(LEVELS + ((level - 1) << 2))
      const isArray = open == ARRAY
      if (next == <u32>(isArray ? 0x5d : 0x7d)) {
        if (!isArray) hashes = open
        level--
        isOpened = false
        p++
        continue
      }
      if (!isOpened) {
        if (next != 0x2c) return false
        p++
      }
      if (isArray) break
      p = space(p, end)
      if (p == end || load<u8>(p) != 0x22) return false
      const key = p
      p = string(p, end)
      if (p == 0) return false
      if (hashes - open == FEW_KEYS || hashes == MOST_HASHES) return false
      let hash: u32 = 0x811c9dc5
      for (let at = key; at < p; at++) {
        const byte: u32 = load<u8>(at)
        // A key with an escape can be spelled in several ways.
        if (byte == 0x5c) return false
        hash = (hash ^ byte) * 0x01000193
      }
      for (let other = open; other < hashes; other++) if (load<u32>(HASHES + (other << 2)) == hash) return false
      store<u32>(HASHES + (hashes++ << 2), hash)
      p = space(p, end)
      if (p == end || load<u8>(p) != 0x3a) return false
      p++
      break
    }
  }
  return false
}

@inline
function space(p: usize, end: usize): usize {
  while (p < end) {
    const byte: u32 = load<u8>(p)
    if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) break
    p++
  }
  return p
}

/** Where the string that begins at `p` ends, or 0. */
function string(p: usize, end: usize): usize {
  p++
  while (p < end) {
    const byte: u32 = load<u8>(p++)
    if (byte == 0x22) return p
    if (byte < 0x20) return 0
    if (byte != 0x5c) continue
    if (p == end) return 0
    const escaped: u32 = load<u8>(p++)
    if (escaped != 0x75) {
      if (!isEscape(escaped)) return 0
      continue
    }
    const unit = hex4(p, end)
    if (unit <= 0 || (unit & 0xfc00) == 0xdc00) return 0
    p += 4
    if ((unit & 0xfc00) != 0xd800) continue
    if (end - p < 6 || load<u16>(p) != 0x755c || (hex4(p + 2, end) & 0xfc00) != 0xdc00) return 0
    p += 6
  }
  return 0
}

/** "\/bfnrt */
function isEscape(byte: u32): bool {
  switch (byte) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true
    default:
      return false
  }
}

/** Four hex digits as a number, or a negative one whose upper bits are no surrogate's. */
function hex4(p: usize, end: usize): i32 {
  if (end - p < 4) return i32.MIN_VALUE
  let unit: i32 = 0
  for (let i: usize = 0; i < 4; i++) {
    const byte: u32 = load<u8>(p + i)
    const letter = (byte | 0x20) - 0x61
    if (isDigit(byte)) unit = unit * 16 + <i32>byte - 48
    else if (letter < 6) unit = unit * 16 + <i32>letter + 10
    else return i32.MIN_VALUE
  }
  return unit
}

/** Where the number that begins at `p` ends, or 0. */
function number(p: usize, end: usize): usize {
  const start = p
  if (load<u8>(p) == 0x2d) p++
  if (p < end && load<u8>(p) == 0x30) p++
  else {
    const whole = p
    p = digits(p, end)
    if (p == whole) return 0
  }
  if (p < end && load<u8>(p) == 0x2e) {
    const fraction = p + 1
    p = digits(fraction, end)
    if (p == fraction) return 0
  }
  if (p < end && (load<u8>(p) | 0x20) == 0x65) {
    p++
    if (p < end && (load<u8>(p) == 0x2b || load<u8>(p) == 0x2d)) p++
    const exponent = p
    p = digits(exponent, end)
    if (p == exponent || p - exponent > 3) return 0
  }
  return <u32>(p - start) <= MOST_NUMBER ? p : 0
}

@inline
function digits(p: usize, end: usize): usize {
  while (p < end && isDigit(load<u8>(p))) p++
  return p
}
