/** PostgreSQL's JSON parser recurses and stops near 6,000 levels with the default max_stack_depth. */
const MAX_DEPTH = 1000

/** A number of jsonb is a numeric: at most 131,072 digits before the point and 16,383 after it. */
const MAX_NUMBER = 8000

/** The parts of a jsonb value hold at most 2²⁸ - 1 bytes together. */
const MAX_BYTES = 2 ** 28 - 1

/** Objects of up to so many keys are searched for equal ones by comparing hashes. */
const FEW_KEYS = 32

/**
 * What PostgreSQL makes of these bytes: `jsonb` where it takes them and keeps their meaning, `json` where they are valid but
 * an object has a key twice, of which jsonb keeps the last, null where it refuses them. Valid is RFC 8259 without \u0000,
 * lone surrogate escapes, and numbers or nesting past PostgreSQL's limits. That the bytes are UTF-8 is checked elsewhere.
 */
export function jsonForm(bytes: Uint8Array, start: number, end: number): 'jsonb' | 'json' | null {
  if (end - start > MAX_BYTES) return null
  const text = new JsonText(bytes, start, end)
  if (!text.isValue()) return null
  if (!text.repeatsKey) return 'jsonb'
  const again = new JsonText(bytes, start, end, [])
  return again.isValue() && again.repeatsKey ? 'json' : 'jsonb'
}

/** A recursive-descent check that builds nothing; no slower than JSON.parse of the decoded string, which says less. */
class JsonText {
  readonly #bytes: Uint8Array
  readonly #end: number
  #at: number
  #depth = 0
  /** Hashes of the keys so far of every object around this place, the innermost one's last. */
  readonly #hashes: number[] = []
  /** The same as texts. Given where the answer must be exact, which takes several times as long. */
  readonly #texts: Set<string>[] | null
  /** An object has a key twice; without texts: perhaps. */
  repeatsKey = false

  constructor(bytes: Uint8Array, start: number, end: number, texts: Set<string>[] | null = null) {
    this.#bytes = bytes
    this.#at = start
    this.#end = end
    this.#texts = texts
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
    const outer = this.#hashes.length
    this.#texts?.push(new Set())
    do {
      if (named ? !this.#member(outer) : !this.#value()) return false
    } while (this.#skip(0x2c))
    this.#texts?.pop()
    this.#hashes.length = outer
    this.#depth--
    return this.#skip(close)
  }

  #member(outer: number): boolean {
    this.#space()
    const start = this.#at
    if (!this.#string()) return false
    if (this.#texts) this.#keyText(start, this.#texts.at(-1)!)
    else if (!this.repeatsKey) this.#keyHash(start, outer)
    this.#space()
    return this.#skip(0x3a) && this.#value()
  }

  #keyText(start: number, keys: Set<string>): void {
    const quoted = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + start, this.#at - start).toString()
    const key = JSON.parse(quoted) as string
    if (keys.has(key)) this.repeatsKey = true
    keys.add(key)
  }

  /** FNV-1a; a key with an escape can be spelled in several ways and has none. */
  #keyHash(start: number, outer: number): void {
    let hash = 0x811c9dc5
    for (let at = start; at < this.#at; at++) {
      const byte = this.#bytes[at]!
      if (byte === 0x5c) this.repeatsKey = true
      hash = Math.imul(hash ^ byte, 0x01000193)
    }
    const hashes = this.#hashes
    if (hashes.length - outer >= FEW_KEYS) this.repeatsKey = true
    for (let at = outer; at < hashes.length; at++) if (hashes[at] === hash) this.repeatsKey = true
    hashes.push(hash)
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
