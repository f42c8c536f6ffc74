/**
 * One row of COPY's text format (sql-copy.html, Text Format), cut into its fields in place. A field is
 * `[starts[i], ends[i])` of `bytes`; starts[i] is -1 for NULL. Contents are valid until the next `read`.
 */
export class CopyRow {
  bytes: Buffer = Buffer.alloc(0)
  readonly starts: Int32Array
  readonly ends: Int32Array
  #plain = Buffer.allocUnsafe(1 << 12)

  constructor(columns: number) {
    this.starts = new Int32Array(columns)
    this.ends = new Int32Array(columns)
  }

  /** Reads the row that begins at `start` and gives the position after its newline. */
  read(bytes: Buffer, start: number): number {
    this.bytes = bytes
    let field = 0
    let begin = start
    let escapes = false
    let isNull = false
    for (let at = start; ; at++) {
      const byte = bytes[at]!
      if (byte > BACKSLASH) continue
      if (byte === BACKSLASH) {
        // Nothing but NULL is written as \N, and it alone is its field.
        if (bytes[++at] === CAPITAL_N) isNull = true
        else escapes = true
      } else if (byte === TAB || byte === NEWLINE) {
        this.starts[field] = isNull ? -1 : begin
        this.ends[field++] = at
        isNull = false
        begin = at + 1
        if (byte === NEWLINE) break
      }
    }
    if (escapes) this.#unescape(start, begin)
    return begin
  }

  /** Copies the row without its escapes; most rows have none. */
  #unescape(start: number, end: number): void {
    if (this.#plain.length < end - start) this.#plain = Buffer.allocUnsafe((end - start) * 2)
    const source = this.bytes
    const plain = this.#plain
    let to = 0
    for (let field = 0; field < this.starts.length; field++) {
      const begin = this.starts[field]!
      const fieldEnd = this.ends[field]!
      if (begin === -1) continue
      this.starts[field] = to
      for (let at = begin; at < fieldEnd; at++) {
        const byte = source[at]!
        plain[to++] = byte === BACKSLASH ? unescaped(source[++at]!) : byte
      }
      this.ends[field] = to
    }
    this.bytes = plain
  }
}

const TAB = 0x09
const NEWLINE = 0x0a
const BACKSLASH = 0x5c
const CAPITAL_N = 0x4e

/** COPY TO writes only these six and the backslash itself; octal and hex forms are for input. */
function unescaped(letter: number): number {
  switch (letter) {
    case 0x62: // b
      return 0x08
    case 0x66: // f
      return 0x0c
    case 0x6e: // n
      return 0x0a
    case 0x72: // r
      return 0x0d
    case 0x74: // t
      return 0x09
    case 0x76: // v
      return 0x0b
    default:
      return letter
  }
}
