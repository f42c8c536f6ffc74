/** What {@link countCharacters} answers for a text that PostgreSQL cannot hold. */
export const INVALID = -1
export const NUL = -2

/** Below so many bytes a pass of its own for ASCII pays: 0.68 s instead of 0.78 for a profile of 15,000,000 texts of 5 to 40 bytes. */
const SHORT = 64

/**
 * Number of code points of `[start, end)` in UTF-8, or {@link NUL} where it holds the character U+0000, or
 * {@link INVALID} where it is no UTF-8 (RFC 3629: overlong forms, surrogates and values past U+10FFFF are none).
 */
export function countCharacters(view: DataView, start: number, end: number): number {
  if (end - start < SHORT && isPlainAscii(view, start, end)) return end - start
  let characters = 0
  let nul = false
  let at = start
  while (at < end) {
    if (at + 4 <= end && (plainness(view.getInt32(at, true)) & HIGHEST_BITS) === 0) {
      characters += 4
      at += 4
      continue
    }
    const lead = view.getUint8(at)
    characters++
    if (lead < 0x80) {
      if (lead === 0) nul = true
      at++
      continue
    }
    const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
    if (lead < 0xc2 || lead > 0xf4 || at + length > end) return INVALID
    const second = view.getUint8(at + 1)
    // The second byte is where overlong forms, surrogates and values past U+10FFFF show (RFC 3629 §4).
    const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
    const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
    if (second < lowest || second > highest) return INVALID
    for (let i = at + 2; i < at + length; i++) if ((view.getUint8(i) & 0xc0) !== 0x80) return INVALID
    at += length
  }
  return nul ? NUL : characters
}

/** Whether `[start, end)` is ASCII without the character U+0000, so that every byte is a character. */
function isPlainAscii(view: DataView, start: number, end: number): boolean {
  let seen = 0
  if (end - start < 4) {
    for (let at = start; at < end; at++) seen |= view.getInt8(at) | (view.getInt8(at) - 1)
    return seen >= 0
  }
  const last = end - 4
  for (let at = start; at < last; at += 4) seen |= plainness(view.getInt32(at, true))
  // The last four bytes, some of them for the second time.
  return ((seen | plainness(view.getInt32(last, true))) & HIGHEST_BITS) === 0
}

const HIGHEST_BITS = 0x80808080

/** Of a byte and the byte less one, only 0 and 128 … 255 set the highest bit; a borrow from the next byte comes from a 0 only. */
function plainness(fourBytes: number): number {
  return fourBytes | (fourBytes - 0x01010101)
}
