/**
 * Decodes one varint (fileformat2 §1.6): big-endian groups of 7 bits, the ninth byte giving 8. The value is left in
 * `high` and `low` as int32 halves, because a JS number cannot hold 64 bits.
 */
export class Varint {
  high = 0
  low = 0

  /** Returns the offset after the varint. Bytes past the end of the array read as zero. */
  read(bytes: Uint8Array, at: number): number {
    let high = 0
    let low = 0
    for (let count = 0; count < 8; count++) {
      const byte = bytes[at++]!
      high = (high << 7) | (low >>> 25)
      low = (low << 7) | (byte & 0x7f)
      if ((byte & 0x80) === 0) {
        this.high = high
        this.low = low
        return at
      }
    }
    this.high = (high << 8) | (low >>> 24)
    this.low = (low << 8) | bytes[at++]!
    return at
  }

  /** The value as a number; those from 2³² on, which no length in a file within its limits reaches, as Infinity. */
  get length(): number {
    return this.high === 0 ? this.low >>> 0 : Infinity
  }
}

/** Four bytes, big-endian, unsigned: a page number. */
export function uint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}
