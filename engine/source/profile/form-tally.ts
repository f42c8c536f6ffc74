import { type DecimalDigits, widen } from './decimal-digits.ts'
import { jsonForm } from './json-text.ts'
import type { ColumnProfile, TextForm } from './profile.ts'
import { looseForm } from './loose-form.ts'
import { decimalForm, isBooleanWord, isIntegerText, isMidnight, isTime, isUuid, timestampForm } from './text-forms.ts'

const Z = 0x5a
const PLUS = 0x2b
const MINUS = 0x2d

/** Counts how many of a column's texts have each of the forms that are asked for. */
export class FormTally {
  readonly #asked: readonly TextForm[]
  readonly #wantsTimestamp: boolean
  readonly #wantsTime: boolean
  readonly #wantsBoolean: boolean
  readonly #wantsUuid: boolean
  readonly #wantsJson: boolean
  readonly #wantsInteger: boolean
  readonly #wantsDecimal: boolean
  /** The column's, which its reals widen too. */
  readonly #digits: DecimalDigits

  #booleans = 0
  #dates = 0
  #timestamps = 0
  #zoned = 0
  #times = 0
  #uuids = 0
  #jsonbs = 0
  #jsons = 0
  #integers = 0
  #decimals = 0
  /** Each way once, up to three. */
  readonly written: string[] = []
  readonly loose = { plain: 0, zoned: 0, finer: 0 }
  midnights = 0
  readonly dated: ColumnProfile['dated'] = { times: 0, day: null }
  /** What tells one way from another, of the text before. */
  #length = 0
  #separator = 0
  #zone = 0

  constructor(asked: readonly TextForm[], digits: DecimalDigits) {
    this.#asked = asked
    this.#digits = digits
    this.#wantsTimestamp = asked.some((form) => form === 'date' || form === 'timestamp' || form === 'timestamptz')
    this.#wantsTime = asked.includes('time')
    this.#wantsBoolean = asked.includes('boolean')
    this.#wantsUuid = asked.includes('uuid')
    this.#wantsJson = asked.includes('json') || asked.includes('jsonb')
    this.#wantsInteger = asked.includes('integer')
    this.#wantsDecimal = asked.includes('decimal')
  }

  /** Whether the text has one of the forms. */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#wantsTimestamp) {
      const form = timestampForm(bytes, start, end)
      if (form === 'date') this.#dates++
      else if (form === 'timestamp') {
        this.#timestamps++
        if (isMidnight(bytes, start, end)) this.midnights++
      } else if (form === 'timestamptz') this.#zoned++
      if (form !== null) {
        this.#noteWriting(bytes, start, end)
        return true
      }
      if (this.#loose(bytes, start, end)) return true
    }
    if (this.#wantsTime && isTime(bytes, start, end)) return ++this.#times > 0
    if (this.#wantsTime && timestampForm(bytes, start, end) === 'timestamp') return this.#datedTime(bytes, start)
    if (this.#wantsBoolean && isBooleanWord(bytes, start, end)) return ++this.#booleans > 0
    if (this.#wantsUuid && isUuid(bytes, start, end)) return ++this.#uuids > 0
    if (this.#wantsInteger && isIntegerText(bytes, start, end)) return ++this.#integers > 0
    if (this.#wantsJson) return this.#json(jsonForm(bytes, start, end))
    return this.#wantsDecimal && this.#decimal(decimalForm(bytes, start, end))
  }

  /** Length, separator and zone decide how a text that has one of the forms is written. */
  #noteWriting(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start
    const separator = length > 10 ? bytes[start + 10]! : 0
    const zone = bytes[end - 1] === Z ? Z : length > 10 && isSign(bytes[end - 6]!) ? 1 : 0
    if (length === this.#length && separator === this.#separator && zone === this.#zone) return
    this.#length = length
    this.#separator = separator
    this.#zone = zone
    if (this.written.length === 3) return
    const writing = Buffer.from(bytes.subarray(start, end))
      .toString('latin1')
      .replace(/[+-]\d\d:\d\d$/, '±')
      .replace(/\d/g, '0')
    if (!this.written.includes(writing)) this.written.push(writing)
  }

  #loose(bytes: Uint8Array, start: number, end: number): boolean {
    const form = looseForm(bytes, start, end)
    if (form === null) return false
    if (form.zoned) this.loose.zoned++
    else this.loose.plain++
    if (form.finer) this.loose.finer++
    return true
  }

  #datedTime(bytes: Uint8Array, start: number): boolean {
    const day = Buffer.from(bytes.subarray(start, start + 10)).toString('latin1')
    const { dated } = this
    dated.day = dated.times === 0 || dated.day === day ? day : null
    return ++dated.times > 0
  }

  #json(form: 'json' | 'jsonb' | null): boolean {
    if (form === 'jsonb') this.#jsonbs++
    if (form !== null) this.#jsons++
    return form !== null
  }

  #decimal(digits: DecimalDigits | null): boolean {
    if (digits === null) return false
    this.#decimals++
    widen(this.#digits, digits)
    return true
  }

  counts(): ColumnProfile['forms'] {
    const counts: Record<TextForm, number> = {
      boolean: this.#booleans,
      date: this.#dates,
      // A date alone is a timestamp at midnight.
      timestamp: this.#dates + this.#timestamps,
      timestamptz: this.#zoned,
      time: this.#times,
      uuid: this.#uuids,
      json: this.#jsons,
      jsonb: this.#jsonbs,
      integer: this.#integers,
      decimal: this.#decimals,
    }
    return Object.fromEntries(this.#asked.map((form) => [form, counts[form]]))
  }
}

function isSign(byte: number): boolean {
  return byte === PLUS || byte === MINUS
}
