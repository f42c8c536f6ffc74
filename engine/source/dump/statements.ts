import { closeSync, openSync, readSync } from 'node:fs'
import { LiteliftError } from '../../errors.ts'
import { firstWords, skipComments } from '../schema/first-words.ts'

/** Bytes of one statement: a blob of 64 MB, as hex digits. Loading it takes five times as much memory. */
const MOST_STATEMENT = 2 ** 27
const CHUNK = 2 ** 20

/** Of a statement, what tells its kind. */
const BEGINNING = 4096

const [LINE_END, QUOTE, MINUS, SLASH, SEMICOLON, LETTER_C] = [10, 39, 45, 47, 59, 99]
/** What ends what a byte begins: quoted texts and names (lang_keywords.html). */
const CLOSING = new Uint8Array(256)
CLOSING[QUOTE] = QUOTE
CLOSING[34] = 34
CLOSING[96] = 96
CLOSING[91] = 93
/** A comment in the C manner, which two bytes end. */
const BLOCK = 1
/** Bytes between texts and names that mean nothing here: a table in place of four comparisons is a third faster. */
const MEANS = new Uint8Array(256)
for (const byte of [QUOTE, 34, 96, 91, MINUS, SLASH, SEMICOLON]) MEANS[byte] = 1

/** A statement without what ends it; `bytes` hold until the next one is asked for. */
export interface Statement {
  bytes: Buffer
  /** Where it begins in the file. */
  offset: number
}

/**
 * The statements of a dump, one after another, of which one is in memory. They end where sqlite3_complete() says: at a semicolon outside
 * of quotes and comments; of a trigger, at the one after END that follows another one.
 */
export class Statements implements Disposable {
  readonly #path: string
  readonly #file: number
  #bytes = Buffer.allocUnsafeSlow(2 * CHUNK)
  /** What is read and not yet given, in `#bytes`. */
  #start = 0
  #end = 0
  /** Where `#bytes` begin in the file. */
  #offset = 0

  constructor(path: string) {
    this.#path = path
    this.#file = openSync(path, 'r')
    this.#more()
    if (this.#bytes.toString('latin1', 0, Math.min(this.#end, 3)) === '\xef\xbb\xbf') this.#start = 3
  }

  /** @throws LiteliftError `file-truncated` inside a statement, `file-too-costly` for a long one, `file-damaged` for a NUL */
  next(): Statement | null {
    if (!this.#skipBlanks()) return null
    const first = this.#semicolon(0)
    const end = this.#isTrigger(first) ? this.#triggerEnd(first) : first
    const statement = {
      bytes: this.#bytes.subarray(this.#start, this.#start + end),
      offset: this.#offset + this.#start,
    }
    this.#start += end + 1
    return statement
  }

  /** The line, from 1, that holds a byte of the file. */
  lineOf(offset: number): number {
    const chunk = Buffer.allocUnsafe(CHUNK)
    let line = 1
    for (let position = 0; position < offset; position += CHUNK) {
      const read = readSync(this.#file, chunk, 0, Math.min(CHUNK, offset - position), position)
      for (let at = chunk.indexOf(LINE_END); at >= 0 && at < read; at = chunk.indexOf(LINE_END, at + 1)) line++
    }
    return line
  }

  [Symbol.dispose](): void {
    closeSync(this.#file)
  }

  #isTrigger(end: number): boolean {
    // Most statements are INSERT.
    if ((this.#bytes[this.#start]! | 32) !== LETTER_C) return false
    const text = this.#text(0, Math.min(end, BEGINNING))
    const [first, second, third] = firstWords(text, 3)
    if (first !== 'CREATE') return false
    return second === 'TRIGGER' || (third === 'TRIGGER' && /^TEMP(ORARY)?$/.test(second ?? ''))
  }

  /** The semicolon after END, which nothing but comments stands beside. */
  #triggerEnd(semicolon: number): number {
    let [before, end] = [semicolon, this.#semicolon(semicolon + 1)]
    while (!this.#isEnd(before + 1, end)) [before, end] = [end, this.#semicolon(end + 1)]
    return end
  }

  #isEnd(from: number, to: number): boolean {
    const text = this.#text(from, to)
    const word = skipComments(text)
    return /^end/i.test(text.slice(word, word + 3)) && skipComments(text, word + 3) === text.length
  }

  /** Of what is not yet given. */
  #text(from: number, to: number): string {
    return this.#bytes.toString('latin1', this.#start + from, this.#start + to)
  }

  /** Goes to where a statement begins; false where there is none any more. */
  #skipBlanks(): boolean {
    for (let comment = 0; ;) {
      if (this.#end - this.#start < 2 && !this.#more() && this.#start === this.#end) return false
      const byte = this.#bytes[this.#start]!
      const next = this.#start + 1 < this.#end ? this.#bytes[this.#start + 1] : 0
      if (comment === LINE_END) {
        if (byte === LINE_END) comment = 0
        this.#start++
      } else if (comment === BLOCK) {
        const isEnd = byte === 42 && next === SLASH
        if (isEnd) comment = 0
        this.#start += isEnd ? 2 : 1
      } else if ((byte === MINUS && next === MINUS) || (byte === SLASH && next === 42)) {
        comment = byte === MINUS ? LINE_END : BLOCK
        this.#start += 2
      } else if (byte === SEMICOLON || byte === 32 || (byte >= 9 && byte <= 13)) {
        this.#start++
      } else {
        return true
      }
    }
  }

  /** Where the next semicolon is, from the beginning of the statement. */
  #semicolon(from: number): number {
    let [bytes, at, end] = [this.#bytes, this.#start + from, this.#end]
    for (let closing = 0; ;) {
      if (closing === 0) while (at < end && MEANS[bytes[at]!] === 0) at++
      else if (closing === BLOCK) while (at < end && !(bytes[at] === 42 && bytes[at + 1] === SLASH)) at++
      else while (at < end && bytes[at] !== closing) at++
      // Comments begin, and some end, with two bytes.
      if (end - at < 2) {
        const reached = at - this.#start
        const isMore = this.#more()
        ;[bytes, at, end] = [this.#bytes, this.#start + reached, this.#end]
        if (isMore) continue
        if (at >= end) throw this.#cut()
      }
      const byte = bytes[at]!
      if (closing !== 0) {
        at += closing === BLOCK ? 2 : 1
        closing = 0
      } else if (byte === SEMICOLON) {
        return at - this.#start
      } else if (CLOSING[byte]) {
        closing = CLOSING[byte]
        at++
      } else if (byte === bytes[at + 1] && byte === MINUS) {
        closing = LINE_END
        at += 2
      } else if (byte === SLASH && bytes[at + 1] === 42) {
        closing = BLOCK
        at += 2
      } else {
        at++
      }
    }
  }

  /** Reads on, after what is not yet given; false at the end of the file. */
  #more(): boolean {
    const kept = this.#end - this.#start
    if (kept > MOST_STATEMENT) throw this.#tooLong()
    const into = kept + CHUNK > this.#bytes.length ? Buffer.allocUnsafeSlow(2 * this.#bytes.length) : this.#bytes
    this.#bytes.copy(into, 0, this.#start, this.#end)
    this.#offset += this.#start
    ;[this.#bytes, this.#start, this.#end] = [into, 0, kept]
    const read = readSync(this.#file, into, kept, CHUNK, this.#offset + kept)
    const nul = into.subarray(kept, kept + read).indexOf(0)
    if (nul >= 0) throw this.#holdsNul(this.#offset + kept + nul)
    this.#end += read
    return read > 0
  }

  #cut(): LiteliftError {
    return new LiteliftError('file-truncated', {
      subject: { file: this.#path },
      message: `The dump ends inside the statement that begins in line ${this.lineOf(this.#offset + this.#start)}.`,
      hint: 'Make the dump again, and upload the whole of it.',
    })
  }

  #tooLong(): LiteliftError {
    return new LiteliftError('file-too-costly', {
      subject: { file: this.#path },
      message: `The statement in line ${this.lineOf(this.#offset + this.#start)} of the dump has more than ${MOST_STATEMENT / 2 ** 20} MB.`,
      hint: 'Migrate the database itself in place of its dump; a quote that nothing closes may be the reason as well.',
    })
  }

  #holdsNul(offset: number): LiteliftError {
    return new LiteliftError('file-damaged', {
      subject: { file: this.#path },
      message: `Line ${this.lineOf(offset)} of the dump holds a NUL character, which ends SQL text.`,
      hint: 'Make the dump again with a current sqlite3, or migrate the database itself.',
    })
  }
}
