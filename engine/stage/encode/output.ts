import type { Row } from '../../source/pages/row.ts'

/**
 * A growing buffer of binary COPY. Writers call {@link reserve} for the most they may write, then write without checks.
 * Everything is big-endian, as the protocol wants.
 */
export class Output {
  bytes: Buffer
  position = 0
  view: DataView
  readonly #own: Buffer
  readonly #ownView: DataView

  /** @param own the memory to begin with, and to come back to after a row that was larger */
  constructor(own: Buffer) {
    this.bytes = this.#own = own
    this.view = this.#ownView = viewOf(own)
  }

  /** Whether it is in its own memory, which no large row made it leave. */
  get isOwn(): boolean {
    return this.bytes === this.#own
  }

  /** Makes room for so many more bytes. */
  reserve(bytes: number): void {
    if (this.position + bytes <= this.bytes.length) return
    const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.position + bytes))
    this.bytes.copy(grown, 0, 0, this.position)
    this.bytes = grown
    this.view = viewOf(grown)
  }

  int16(value: number): void {
    this.view.setInt16(this.position, value)
    this.position += 2
  }

  int32(value: number): void {
    this.view.setInt32(this.position, value)
    this.position += 4
  }

  /** A signed 64-bit value in two halves. */
  int64(high: number, low: number): void {
    this.view.setInt32(this.position, high)
    this.view.setInt32(this.position + 4, low)
    this.position += 8
  }

  bigint64(value: bigint): void {
    this.view.setBigInt64(this.position, value)
    this.position += 8
  }

  float64(value: number): void {
    this.view.setFloat64(this.position, value)
    this.position += 8
  }

  /** Copies a cell's bytes. */
  copyCell(row: Row, column: number): void {
    const from = row.start[column]!
    const length = row.end[column]! - from
    if (length < SHORT) copyShort(row.view, from, this.view, this.position, length)
    else this.bytes.set(row.bytes.subarray(from, from + length), this.position)
    this.position += length
  }

  append(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.position)
    this.position += bytes.length
  }

  /** Text that is known to be ASCII. */
  ascii(text: string): void {
    this.position += this.bytes.write(text, this.position, 'latin1')
  }

  /** What was written; gone with the next {@link clear}. */
  get written(): Buffer {
    return this.bytes.subarray(0, this.position)
  }

  /** Starts over in the same memory, less what a large row made it grow. */
  clear(): void {
    this.bytes = this.#own
    this.view = this.#ownView
    this.position = 0
  }
}

/** Below so many bytes, which is what most texts have, {@link copyShort} is faster than a call into the runtime. */
export const SHORT = 48

/** Copies words of four bytes; the last one overlaps the one before. */
export function copyShort(from: DataView, start: number, to: DataView, position: number, length: number): void {
  if (length < 4) {
    for (let at = 0; at < length; at++) to.setUint8(position + at, from.getUint8(start + at))
    return
  }
  const last = length - 4
  for (let at = 0; at < last; at += 4) to.setInt32(position + at, from.getInt32(start + at, true), true)
  to.setInt32(position + last, from.getInt32(start + last, true), true)
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.length)
}
