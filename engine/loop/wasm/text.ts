import { isDigit } from './bytes'

/** A sliding row of ones before zeros, from which the mask of a last block of fewer than 16 bytes is taken. */
export const MASKS = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
])

/** Characters of a text in UTF-8, or -1 where it is none or holds U+0000 (pages/utf8.ts, which tells the two apart). */
@inline
export function characters(p: usize, size: u32): i32 {
  let least = i8x16.splat(127)
  let i: u32 = 0
  for (; i + 16 <= size; i += 16) least = i8x16.min_s(least, v128.load(p + i))
  if (i < size) {
    const last = v128.bitselect(v128.load(p + i), i8x16.splat(1), v128.load(MASKS + 16 - (size - i)))
    least = i8x16.min_s(least, last)
  }
  // Of ASCII without U+0000 every byte, taken as signed, is above 0.
  if (i8x16.all_true(i8x16.gt_s(least, i8x16.splat(0)))) return size
  return beyondAscii(p, size)
}

function beyondAscii(p: usize, size: u32): i32 {
  const end = p + size
  let count = 0
  while (p < end) {
    // To the next byte that is no ASCII, or U+0000: a text has many that are, or few.
    while (p + 16 <= end) {
      const odd = i8x16.bitmask(i8x16.le_s(v128.load(p), i8x16.splat(0)))
      const plain = odd == 0 ? 16 : ctz(odd)
      p += plain
      count += plain
      if (odd != 0) break
    }
    for (; p < end; count++) {
      const lead: u32 = load<u8>(p)
      if (lead < 0x80) {
        if (lead == 0) return -1
        p++
        if (p + 16 <= end) {
          count++
          break
        }
        continue
      }
      const length: u32 = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
      if (lead < 0xc2 || lead > 0xf4 || p + length > end) return -1
      const second: u32 = load<u8>(p + 1)
      if (second < <u32>(lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80)) return -1
      if (second > <u32>(lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf)) return -1
      for (let i: u32 = 2; i < length; i++) if ((load<u8>(p + i) & 0xc0) != 0x80) return -1
      p += length
    }
  }
  return count
}

/** Copies a text or blob, up to 15 bytes more than there are. */
@inline
export function copy(q: usize, p: usize, size: u32): void {
  for (let i: u32 = 0; i < size; i += 16) v128.store(q + i, v128.load(p + i))
}

/** t f true false in any case. */
export function isBooleanWord(p: usize, size: u32): bool {
  if (size == 1) {
    const letter = load<u8>(p) | 0x20
    return letter == 0x74 || letter == 0x66
  }
  if (size != 4 && size != 5) return false
  const word = load<u32>(p) | 0x20202020
  return size == 4 ? word == 0x65757274 : word == 0x736c6166 && (load<u8>(p, 4) | 0x20) == 0x65
}

/** An integer as SQLite casts one to text, of at most 18 digits. */
export function isIntegerText(p: usize, size: u32): bool {
  const sign: u32 = load<u8>(p) == 0x2d ? 1 : 0
  if (sign == size || size - sign > 18) return false
  if (load<u8>(p + sign) == 0x30) return size == 1
  for (let i = sign; i < size; i++) if (!isDigit(load<u8>(p + i))) return false
  return true
}

@inline
function hexDigit(byte: u32): i32 {
  if (isDigit(byte)) return byte - 48
  const letter = (byte | 0x20) - 97
  return letter < 6 ? letter + 10 : -1
}

/** Writes the 16 bytes of 8-4-4-4-12 hex digits; false for anything else. */
export function uuid(q: usize, p: usize, size: u32): bool {
  if (size != 36 || load<u8>(p, 8) != 0x2d || load<u8>(p, 13) != 0x2d) return false
  if (load<u8>(p, 18) != 0x2d || load<u8>(p, 23) != 0x2d) return false
  for (let i: u32 = 0; i < 36; i += 2) {
    if (i == 8 || i == 13 || i == 18 || i == 23) i++
    const high = hexDigit(load<u8>(p + i))
    const low = hexDigit(load<u8>(p + i, 1))
    if ((high | low) < 0) return false
    store<u8>(q++, (high << 4) | low)
  }
  return true
}
