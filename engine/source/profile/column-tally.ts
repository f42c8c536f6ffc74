import { decimalDigits, type DecimalDigits, digitsOf, widen } from './decimal-digits.ts'
import { FormTally } from './form-tally.ts'
import { jsonOfBlob } from './jsonb-blob.ts'
import type { ColumnProfile, TextForm } from './profile.ts'
import { BLOB, INTEGER, integerAt, NULL, REAL, type Row, rowidOf } from '../pages/row.ts'
import { countCharacters, INVALID, NUL } from '../pages/utf8.ts'
import { isDayNumber } from './text-forms.ts'

/** A migration that fails for bad text names this many cells; the count goes on. */
const NAMED_CELLS = 20

/** Notes show this many texts that are not what was declared, and so many bytes of each. */
const EXAMPLES = 2
/** Among so many texts at most, so that a column of one word costs nothing. */
const LOOKED_AT = 100
const EXAMPLE_BYTES = 160
const EXAMPLE_CHARACTERS = 40

/** 1970-01-02 and 2200-01-01 in seconds: what an epoch of any unit lies between. */
const EPOCH_FROM = 86_400
const EPOCH_BEFORE = 7_258_118_400
/** 1900-01-01 and 2199-12-31 as eight digits. */
const DAYS_FROM = 19_000_101
const DAYS_TO = 21_991_231
/** Nanoseconds, which no double holds, from 10^17. */
const LEAST_NS = 10n ** 17n
const NS_BEFORE = BigInt(EPOCH_BEFORE) * 10n ** 9n

/**
 * Gathers one column's profile, or what the loop in WebAssembly leaves of it (loop-tally.ts), for which it is the reference. Counters are fields of one object a column, because that was as fast as typed arrays
 * side by side and reads better.
 */
export class ColumnTally {
  readonly #column: number
  readonly #wantsDecimal: boolean
  readonly #wantsJson: boolean
  readonly #forms: FormTally | null

  #nulls = 0
  #integers = 0
  #reals = 0
  #texts = 0
  #blobs = 0
  /** Integers up to 2⁵³ are compared as numbers, the rest as BigInt. */
  #least = Infinity
  #most = -Infinity
  #leastWide: bigint | null = null
  #mostWide: bigint | null = null
  #minReal = Infinity
  #maxReal = -Infinity
  #infinities = 0
  #longestText = 0
  #longestBytes = 0
  #emptyTexts = 0
  #blobs16 = 0
  #ordered = 0
  #swapped = 0
  readonly #digits: DecimalDigits = { whole: 0, fraction: 0 }
  #nul = 0
  #invalid = 0
  readonly #rowids: bigint[] = []
  readonly #examples: string[] = []
  #looked = 0
  #zeros = 0
  #negatives = 0
  /** Beyond 2⁵³ to the nearest double, which is near enough for telling a moment from -1. */
  #nearestNegative = -Infinity
  #dayNumbers = 0
  #seconds = 0
  #milliseconds = 0
  #microseconds = 0
  #nanoseconds = 0
  #finerThanUs = 0
  #jsonBlobs = 0

  constructor(column: number, asked: readonly TextForm[]) {
    this.#column = column
    this.#wantsDecimal = asked.includes('decimal')
    this.#wantsJson = asked.includes('json') || asked.includes('jsonb')
    this.#forms = asked.length > 0 ? new FormTally(asked, this.#digits) : null
  }

  add(row: Row): void {
    const column = this.#column
    switch (row.kind[column]!) {
      case NULL:
        this.#nulls++
        break
      case INTEGER:
        this.#integer(row)
        break
      case REAL:
        this.#real(row.real[column]!)
        break
      case BLOB:
        this.#blob(row.bytes, row.start[column]!, row.end[column]!)
        break
      default:
        this.#text(row)
    }
  }

  #integer(row: Row): void {
    this.#integers++
    const column = this.#column
    const high = row.high[column]!
    if (high >= 0x200000 || high < -0x200000) {
      this.#wideInteger(integerAt(row, column))
      return
    }
    const value = high * 4294967296 + (row.low[column]! >>> 0)
    if (value < this.#least) this.#least = value
    if (value > this.#most) this.#most = value
    if (value >= EPOCH_FROM) {
      this.#epoch(value)
      if (value >= DAYS_FROM && value <= DAYS_TO && isDayNumber(value)) this.#dayNumbers++
    } else if (value === 0) this.#zeros++
    else if (value < 0) this.#negative(value)
  }

  #wideInteger(value: bigint): void {
    if (this.#leastWide === null || value < this.#leastWide) this.#leastWide = value
    if (this.#mostWide === null || value > this.#mostWide) this.#mostWide = value
    if (value >= LEAST_NS && value < NS_BEFORE) {
      if (value % 1000n === 0n) this.#nanoseconds++
      else this.#finerThanUs++
    } else if (value > 0n) this.#epoch(Number(value))
    else this.#negative(Number(value))
  }

  #negative(value: number): void {
    this.#negatives++
    if (value > this.#nearestNegative) this.#nearestNegative = value
  }

  /** The unit follows from the magnitude, so that no value counts for two. */
  #epoch(value: number): void {
    if (value < 1e11) {
      if (value < EPOCH_BEFORE) this.#seconds++
    } else if (value < 1e14) {
      if (value < EPOCH_BEFORE * 1e3) this.#milliseconds++
    } else if (value < EPOCH_BEFORE * 1e6) this.#microseconds++
  }

  #real(value: number): void {
    this.#reals++
    if (value < this.#minReal) this.#minReal = value
    if (value > this.#maxReal) this.#maxReal = value
    if (value - value !== 0) this.#infinities++
    else if (this.#wantsDecimal) {
      widen(this.#digits, decimalDigits(value))
    }
  }

  #blob(bytes: Uint8Array, start: number, end: number): void {
    const size = end - start
    this.#blobs++
    if (this.#wantsJson && jsonOfBlob(bytes, start, end) !== null) this.#jsonBlobs++
    if (size > this.#longestBytes) this.#longestBytes = size
    if (size === 16) this.#guid(bytes, start)
  }

  #guid(bytes: Uint8Array, start: number): void {
    this.#blobs16++
    const ends = bytes[start]!
    const isUniform = (ends === 0 || ends === 0xff) && bytes.subarray(start, start + 16).every((byte) => byte === ends)
    const isVariant = bytes[start + 8]! >> 6 === 2
    if (isUniform || (isVariant && isVersion(bytes[start + 6]!))) this.#ordered++
    if (isUniform || (isVariant && isVersion(bytes[start + 7]!))) this.#swapped++
  }

  #text(row: Row): void {
    this.#texts++
    const { bytes } = row
    const start = row.start[this.#column]!
    const end = row.end[this.#column]!
    const size = end - start
    if (size > this.#longestBytes) this.#longestBytes = size
    if (size === 0) {
      this.#emptyTexts++
      return
    }
    const characters = countCharacters(row.view, start, end)
    if (characters < 0) this.#badText(characters, row)
    else if (characters > this.#longestText) this.#longestText = characters
    const isFormed = this.#forms?.add(bytes, start, end) === true
    if (!isFormed && this.#looked < LOOKED_AT) this.#example(shortened(bytes, start, end))
  }

  #example(text: string): void {
    this.#looked++
    if (this.#examples.includes(text)) return
    if (this.#examples.push(text) === EXAMPLES) this.#looked = LOOKED_AT
  }

  #badText(fault: number, row: Row): void {
    if (fault === INVALID) this.#invalid++
    if (fault === NUL) this.#nul++
    if (this.#rowids.length < NAMED_CELLS) this.#rowids.push(rowidOf(row))
  }

  /** Whether texts without a form may still become examples. */
  get isLooking(): boolean {
    return this.#looked < LOOKED_AT
  }

  profile(): ColumnProfile {
    const minInteger = smaller(this.#leastWide, this.#least)
    const maxInteger = larger(this.#mostWide, this.#most)
    const integerDigits = Math.max(digitsOf(minInteger ?? 0n), digitsOf(maxInteger ?? 0n))
    return {
      nulls: this.#nulls,
      integers: this.#integers,
      reals: this.#reals,
      texts: this.#texts,
      blobs: this.#blobs,
      minInteger,
      maxInteger,
      minReal: this.#reals > 0 ? this.#minReal : null,
      maxReal: this.#reals > 0 ? this.#maxReal : null,
      infinities: this.#infinities,
      longestText: this.#longestText,
      longestBytes: this.#longestBytes,
      emptyTexts: this.#emptyTexts,
      zeros: this.#zeros,
      negatives: this.#negatives,
      nearestNegative: this.#negatives > 0 ? BigInt(this.#nearestNegative) : null,
      dayNumbers: this.#dayNumbers,
      blobs16: this.#blobs16,
      guids: { ordered: this.#ordered, swapped: this.#swapped, order: 'unknown' },
      jsonBlobs: this.#jsonBlobs,
      forms: this.#forms?.counts() ?? {},
      written: this.#forms?.written ?? [],
      loose: this.#forms?.loose ?? { plain: 0, zoned: 0, finer: 0 },
      midnights: this.#forms?.midnights ?? 0,
      dated: this.#forms?.dated ?? { times: 0, day: null },
      examples: this.#examples,
      wholeDigits: this.#wantsDecimal ? Math.max(this.#digits.whole, integerDigits) : 0,
      fractionDigits: this.#digits.fraction,
      badTexts: { nul: this.#nul, invalid: this.#invalid, rowids: this.#rowids },
      epochs: {
        s: this.#zeros + this.#seconds,
        ms: this.#zeros + this.#milliseconds,
        us: this.#zeros + this.#microseconds,
        ns: this.#zeros + this.#nanoseconds,
        finerThanUs: this.#finerThanUs,
      },
    }
  }
}

/** The beginning of a text for a message, without anything that could move a terminal's cursor. */
function shortened(bytes: Uint8Array, start: number, end: number): string {
  const from = bytes.subarray(start, Math.min(end, start + EXAMPLE_BYTES))
  const text = new TextDecoder().decode(from).replace(/\p{C}/gu, '\u{fffd}')
  const characters = Array.from(text)
  return characters.length > EXAMPLE_CHARACTERS || end - start > EXAMPLE_BYTES
    ? `${characters.slice(0, EXAMPLE_CHARACTERS).join('')}…`
    : text
}

function smaller(wide: bigint | null, number: number): bigint | null {
  if (number === Infinity) return wide
  const exact = BigInt(number)
  return wide === null || exact < wide ? exact : wide
}

function larger(wide: bigint | null, number: number): bigint | null {
  if (number === -Infinity) return wide
  const exact = BigInt(number)
  return wide === null || exact > wide ? exact : wide
}

/** The version is in the upper four bits: 1 to 8. */
function isVersion(byte: number): boolean {
  return byte >= 0x10 && byte < 0x90
}
