/**
 * A growing buffer of binary COPY. Writers call {@link reserve} for the most they may write, then write without checks.
 * Everything is big-endian, as the protocol wants.
 */
export class Output {
  bytes: Buffer
  position = 0
  view: DataView

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacity)
    this.view = viewOf(this.bytes)
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

  /** Copies `[start, end)`. A loop is faster than a call into the runtime below about 24 bytes, which most texts are. */
  copy(from: Uint8Array, start: number, end: number): void {
    const { bytes } = this
    let { position } = this
    if (end - start < 24) {
      for (let at = start; at < end; at++) bytes[position++] = from[at]!
    } else {
      bytes.set(from.subarray(start, end), position)
      position += end - start
    }
    this.position = position
  }

  /** Text that is known to be ASCII. */
  ascii(text: string): void {
    this.position += this.bytes.write(text, this.position, 'latin1')
  }

  /** Hands out what was written and starts over with a fresh buffer: the socket still reads the old one. */
  take(capacity: number): Buffer {
    const taken = this.bytes.subarray(0, this.position)
    this.bytes = Buffer.allocUnsafeSlow(capacity)
    this.view = viewOf(this.bytes)
    this.position = 0
    return taken
  }
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.length)
}
