import { isUtf8 } from 'node:buffer'
import { skipComments } from '../schema/first-words.ts'
import { Refusal } from './refusal.ts'
import { blobOf, readFunction } from './functions.ts'

/** Text that is to be bound as its bytes: it is no UTF-8, or so long that a copy as characters would cost too much. */
export class RawText {
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }
}

export type Value = null | bigint | number | string | Buffer | RawText

/** Bytes from which on text stays bytes. */
const LONG = 2 ** 20
/** As many digits as a number holds exactly. */
const EXACT_DIGITS = 15

const NUMBER = /0x[0-9a-f]+|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy
/** As D1 writes it, which is what JavaScript calls it. */
const INFINITY = /^infinity$/i
const NAME = /[a-z_]+/iy
const BEYOND_ASCII = /[\x80-\xff]/

/**
 * Reads rows of literals: `(1,'a',NULL),(2,X'00',1e999)`. Written for speed: by character codes, without a token for each value; half of the time of
 * a load is SQLite's.
 */
export class Values {
  readonly #text: string
  /** The text is bytes as latin1. */
  readonly #isBytes: boolean
  #at: number
  /** Whether any row so far has a text that is to be bound as bytes. */
  hasRawText = false

  constructor(text: string, at: number, isBytes: boolean) {
    this.#text = text
    this.#at = at
    this.#isBytes = isBytes
  }

  /**
   * The next row into `row`; gives how many values it has, or 0 after the last one.
   * @throws Refusal for whatever is no literal
   */
  next(row: Value[]): number {
    let code = this.#code()
    if (code === COMMA) {
      this.#at++
      code = this.#code()
    } else if (Number.isNaN(code)) {
      return 0
    }
    if (code !== OPEN) throw new Refusal(`goes on after its values, with ${this.#word()}`)
    let count = 0
    do {
      this.#at++
      row[count++] = this.#value()
      code = this.#code()
    } while (code === COMMA)
    if (code !== CLOSE) throw this.#noLiteral()
    this.#at++
    return count
  }

  /** The code of the next character that means something; NaN at the end. */
  #code(): number {
    const code = this.#text.charCodeAt(this.#at)
    if (code > 32 && code !== MINUS && code !== SLASH) return code
    this.#at = skipComments(this.#text, this.#at)
    return this.#text.charCodeAt(this.#at)
  }

  #value(): Value {
    const code = this.#code()
    if (code === QUOTE) return this.#asValue(this.#quoted())
    if (code === MINUS || code === PLUS) {
      this.#at++
      this.#code()
      return this.#number(code === MINUS)
    }
    if ((code >= DIGIT_0 && code <= DIGIT_9) || code === DOT) return this.#number(false)
    return this.#named()
  }

  #number(isNegative: boolean): bigint | number {
    const text = this.#text
    let at = this.#at
    let value = 0
    for (let code = text.charCodeAt(at); code >= DIGIT_0 && code <= DIGIT_9; code = text.charCodeAt(++at))
      value = value * 10 + (code - DIGIT_0)
    const digits = at - this.#at
    if (digits > 0 && digits <= EXACT_DIGITS && !continuesNumber(text.charCodeAt(at))) {
      this.#at = at
      return BigInt(isNegative ? -value : value)
    }
    NUMBER.lastIndex = this.#at
    const found = NUMBER.exec(text)?.[0]
    if (found === undefined && INFINITY.test(this.#word())) {
      this.#at += 'infinity'.length
      return isNegative ? -Infinity : Infinity
    }
    if (found === undefined || /[\w.]/.test(text.charAt(NUMBER.lastIndex))) throw this.#noLiteral()
    this.#at = NUMBER.lastIndex
    return asNumber(found, isNegative)
  }

  /** What is between quotes, which come twice where one is meant. */
  #quoted(): string {
    const start = this.#at + 1
    let end = this.#text.indexOf("'", start)
    let isDoubled = false
    while (end >= 0 && this.#text.charCodeAt(end + 1) === QUOTE) {
      isDoubled = true
      end = this.#text.indexOf("'", end + 2)
    }
    if (end < 0) throw this.#noLiteral()
    this.#at = end + 1
    const inner = this.#text.slice(start, end)
    return isDoubled ? inner.replace(/''/g, "'") : inner
  }

  #named(): Value {
    const word = this.#word()
    const start = this.#at
    this.#at += word.length
    if (/^x$/i.test(word) && this.#text.charCodeAt(this.#at) === QUOTE) return blobOf(this.#quoted())
    if (/^null$/i.test(word)) return null
    if (INFINITY.test(word)) return Infinity
    if (/^(true|false)$/i.test(word)) return word.length === 4 ? 1n : 0n
    this.#at = start
    const { value, end } = readFunction(this.#text, start, this.#isBytes)
    this.#at = end
    return typeof value === 'string' ? this.#asValue(value) : this.#raw(value)
  }

  /** A text of this statement as characters. */
  #asValue(text: string): Value {
    if (!this.#isBytes) return text
    if (text.length < LONG && !BEYOND_ASCII.test(text)) return text
    const bytes = Buffer.from(text, 'latin1')
    return text.length < LONG && isUtf8(bytes) ? bytes.toString() : this.#raw(bytes)
  }

  #raw(bytes: Buffer): RawText {
    this.hasRawText = true
    return new RawText(bytes)
  }

  #word(): string {
    NAME.lastIndex = this.#at
    return NAME.exec(this.#text)?.[0] ?? this.#text.charAt(this.#at)
  }

  #noLiteral(): Refusal {
    const word = this.#word()
    return new Refusal(word === '' ? 'ends among its values' : `has a value that is no literal, at ${word}`)
  }
}

/** As SQLite reads it: an integer where 64 bits hold it (lang_expr.html §3). */
function asNumber(text: string, isNegative: boolean): bigint | number {
  const sign = isNegative ? -1n : 1n
  if (/^0x/i.test(text)) {
    const value = BigInt(text)
    if (value >= 2n ** 64n) throw new Refusal('has a hexadecimal number of more than 64 bits')
    return BigInt.asIntN(64, sign * BigInt.asIntN(64, value))
  }
  if (/^0*\d{1,20}$/.test(text)) {
    const value = sign * BigInt(text)
    if (BigInt.asIntN(64, value) === value) return value
  }
  const value = Number(text)
  return isNegative ? -value : value
}

/** A character with which a number is no plain integer of decimal digits. */
function continuesNumber(code: number): boolean {
  return code === DOT || code === 95 || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}

const [OPEN, CLOSE, COMMA, DOT, SLASH, QUOTE, PLUS, MINUS] = [40, 41, 44, 46, 47, 39, 43, 45]
const [DIGIT_0, DIGIT_9] = [48, 57]
