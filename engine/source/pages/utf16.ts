import { BLOB, type Row, TEXT } from './row.ts'

/**
 * Turns a row's UTF-16 texts into UTF-8. A lone surrogate becomes the three bytes that UTF-8 forbids, and a dangling last
 * byte the byte FF: both stay recognisable as invalid, nothing is replaced or dropped.
 */
export class Utf16Texts {
  readonly #upper: 0 | 1
  #scratch = new Uint8Array(0)

  constructor(littleEndian: boolean) {
    this.#upper = littleEndian ? 1 : 0
  }

  /** Moves all texts and blobs of the row into a buffer of its own. */
  transcode(row: Row): void {
    const from = row.bytes
    const to = this.#room(row)
    let at = 0
    for (let column = 0; column < row.kind.length; column++) {
      const kind = row.kind[column]
      if (kind !== TEXT && kind !== BLOB) continue
      const start = row.start[column]!
      const end = row.end[column]!
      row.start[column] = at
      if (kind === TEXT) at = this.#text(from, start, end, to, at)
      else {
        to.set(from.subarray(start, end), at)
        at += end - start
      }
      row.end[column] = at
    }
    row.bytes = to
  }

  #text(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): number {
    const upper = this.#upper
    const lower = 1 - upper
    let i = start
    for (; i + 1 < end; i += 2) {
      let unit = (from[i + upper]! << 8) | from[i + lower]!
      if (unit < 0x80) {
        to[at++] = unit
        continue
      }
      if (unit < 0x800) {
        to[at++] = 0xc0 | (unit >> 6)
        to[at++] = 0x80 | (unit & 0x3f)
        continue
      }
      if ((unit & 0xfc00) === 0xd800 && i + 3 < end) {
        const next = (from[i + 2 + upper]! << 8) | from[i + 2 + lower]!
        if ((next & 0xfc00) === 0xdc00) {
          unit = 0x10000 + ((unit & 0x3ff) << 10) + (next & 0x3ff)
          i += 2
          to[at++] = 0xf0 | (unit >> 18)
          to[at++] = 0x80 | ((unit >> 12) & 0x3f)
          to[at++] = 0x80 | ((unit >> 6) & 0x3f)
          to[at++] = 0x80 | (unit & 0x3f)
          continue
        }
      }
      to[at++] = 0xe0 | (unit >> 12)
      to[at++] = 0x80 | ((unit >> 6) & 0x3f)
      to[at++] = 0x80 | (unit & 0x3f)
    }
    if (i < end) to[at++] = 0xff
    return at
  }

  /** Two bytes of UTF-16 become at most three. */
  #room(row: Row): Uint8Array {
    let size = 0
    for (let column = 0; column < row.kind.length; column++) {
      const kind = row.kind[column]
      if (kind === TEXT || kind === BLOB) size += Math.ceil(((row.end[column]! - row.start[column]!) * 3) / 2)
    }
    if (this.#scratch.length < size) this.#scratch = new Uint8Array(Math.max(size, 2 * this.#scratch.length))
    return this.#scratch
  }
}
