/** U+FFFD in UTF-8. */
const REPLACEMENT = [0xef, 0xbf, 0xbd] as const
const REPLACED = String.fromCodePoint(0xfffd)

/**
 * The text with U+FFFD for each NUL and each maximal part of a sequence that is no UTF-8 (Unicode 16, §3.9, table 3-8, as
 * browsers do it), and for each lone surrogate of UTF-16, which arrives here as three bytes.
 */
export function replaceInvalid(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const repaired: number[] = []
  for (let at = start; at < end;) {
    const length = sequenceLength(bytes, at, end)
    if (length > 0 && bytes[at] !== 0) {
      for (let i = 0; i < length; i++) repaired.push(bytes[at + i]!)
      at += length
    } else {
      repaired.push(...REPLACEMENT)
      at += length > 0 ? 1 : -length
    }
  }
  return Uint8Array.from(repaired)
}

/** Bytes of the character at `at`; negative: bytes of what is none. */
function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at]!
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return -1
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  if (isSurrogate(bytes, at, end)) return -3
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (at + 1 >= end || bytes[at + 1]! < lowest || bytes[at + 1]! > highest) return -1
  for (let i = 2; i < length; i++) if (at + i >= end || (bytes[at + i]! & 0xc0) !== 0x80) return -i
  return length
}

/** U+D800 … U+DFFF in three bytes. */
function isSurrogate(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 2 < end && bytes[at] === 0xed && bytes[at + 1]! >= 0xa0 && (bytes[at + 2]! & 0xc0) === 0x80
}

/** What windows-1252 has at 0x80 … 0x9f; five places have no character (unicode.org, CP1252.TXT). */
const UPPER = `€${REPLACED}‚ƒ„…†‡ˆ‰Š‹Œ${REPLACED}Ž${REPLACED}${REPLACED}‘’“”•–—˜™š›œ${REPLACED}žŸ`

/** The text that the bytes are in windows-1252; null where one is no character there, or where it is a surrogate of UTF-16. */
export function readWindows1252(bytes: Uint8Array, start: number, end: number): Uint8Array | null {
  let text = ''
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    const character = byte >= 0x80 && byte < 0xa0 ? UPPER[byte - 0x80]! : String.fromCharCode(byte)
    if (byte === 0 || character === REPLACED || isSurrogate(bytes, at, end)) return null
    text += character
  }
  return Buffer.from(text)
}
