/** PostgreSQL's JSON parser recurses and stops near 6,000 levels with the default max_stack_depth. */
const MAX_DEPTH = 1000

/** A number of jsonb is a numeric: at most 131,072 digits before the point and 16,383 after it. */
const MAX_NUMBER = 8000

/** The parts of a jsonb value hold at most 2²⁸ - 1 bytes together. */
const MAX_BYTES = 2 ** 28 - 1

/**
 * Whether `jsonb` takes these bytes and keeps their meaning: RFC 8259, and no \u0000, no lone surrogate escape, no number
 * or nesting past PostgreSQL's limits. That the bytes are UTF-8 is checked elsewhere.
 */
export function isJson(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > MAX_BYTES) return false
  const text = new JsonText(bytes, start, end)
  return text.isValue()
}

/** A recursive-descent check that builds nothing; no slower than JSON.parse of the decoded string, which says less. */
class JsonText {
  readonly #bytes: Uint8Array
  readonly #end: number
  #at: number
  #depth = 0

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes
    this.#at = start
    this.#end = end
  }

  isValue(): boolean {
    return this.#value() && this.#at === this.#end
  }

  /** One value with the white space around it. */
  #value(): boolean {
    this.#space()
    const found = this.#bareValue()
    this.#space()
    return found
  }

  #bareValue(): boolean {
    switch (this.#next()) {
      case 0x7b:
        return this.#members(0x7d, true)
      case 0x5b:
        return this.#members(0x5d, false)
      case 0x22:
        return this.#string()
      case 0x74:
        return this.#word('true')
      case 0x66:
        return this.#word('false')
      case 0x6e:
        return this.#word('null')
      default:
        return this.#number()
    }
  }

  /** An array or object from its opening bracket to `close`. */
  #members(close: number, named: boolean): boolean {
    if (++this.#depth > MAX_DEPTH) return false
    this.#at++
    this.#space()
    if (this.#skip(close)) {
      this.#depth--
      return true
    }
    do {
      if (named ? !this.#member() : !this.#value()) return false
    } while (this.#skip(0x2c))
    this.#depth--
    return this.#skip(close)
  }

  #member(): boolean {
    this.#space()
    if (!this.#string()) return false
    this.#space()
    return this.#skip(0x3a) && this.#value()
  }

  #string(): boolean {
    if (!this.#skip(0x22)) return false
    while (this.#at < this.#end) {
      const byte = this.#bytes[this.#at++]!
      if (byte === 0x22) return true
      if (byte < 0x20 || (byte === 0x5c && !this.#escape())) return false
    }
    return false
  }

  #escape(): boolean {
    const byte = this.#next()
    this.#at++
    if (byte !== 0x75) return '"\\/bfnrt'.includes(String.fromCharCode(byte))
    const unit = this.#hex4()
    if (unit <= 0 || (unit & 0xfc00) === 0xdc00) return false
    if ((unit & 0xfc00) !== 0xd800) return true
    return this.#skip(0x5c) && this.#skip(0x75) && (this.#hex4() & 0xfc00) === 0xdc00
  }

  /** Four hex digits as a number, or -1. */
  #hex4(): number {
    let unit = 0
    for (let i = 0; i < 4; i++) {
      const byte = this.#next()
      const letter = (byte | 0x20) - 0x57
      const digit = byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : letter >= 10 && letter <= 15 ? letter : -1
      if (digit < 0) return -1
      unit = unit * 16 + digit
      this.#at++
    }
    return unit
  }

  #number(): boolean {
    const start = this.#at
    this.#skip(0x2d)
    if (!this.#skip(0x30) && this.#digits() === 0) return false
    if (this.#skip(0x2e) && this.#digits() === 0) return false
    if ((this.#next() | 0x20) === 0x65) {
      this.#at++
      if (!this.#skip(0x2b)) this.#skip(0x2d)
      const digits = this.#digits()
      if (digits === 0 || digits > 3) return false
    }
    return this.#at - start <= MAX_NUMBER
  }

  #digits(): number {
    const start = this.#at
    while (this.#next() >= 0x30 && this.#next() <= 0x39) this.#at++
    return this.#at - start
  }

  #word(word: string): boolean {
    for (let i = 0; i < word.length; i++) if (!this.#skip(word.charCodeAt(i))) return false
    return true
  }

  #space(): void {
    let byte = this.#next()
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      this.#at++
      byte = this.#next()
    }
  }

  #skip(byte: number): boolean {
    if (this.#next() !== byte) return false
    this.#at++
    return true
  }

  /** The byte here, 0 at the end. */
  #next(): number {
    return this.#at < this.#end ? this.#bytes[this.#at]! : 0
  }
}
