import { skipComments } from '../schema/first-words.ts'
import { replaced } from './replaced.ts'

export interface Token {
  kind: 'word' | 'quoted' | 'other' | 'end'
  /** A word in capitals; what is quoted without its quotes; else one character, or a number. */
  value: string
  /** As it stands there, for a name that is a word. */
  text: string
}

const WORD = /[a-z_\x80-\xff][\w$\x80-\xff]*/iy
/** What ends what begins so. */
const CLOSING: Record<string, string> = { "'": "'", '"': '"', '`': '`', '[': ']' }

/** Reads the tokens of SQL one by one; `sql` is bytes as latin1, so that places are places of bytes. */
export class Tokens {
  readonly sql: string
  /** Where the next token is looked for. */
  at = 0
  #peeked: { token: Token; end: number } | null = null

  constructor(sql: string) {
    this.sql = sql
  }

  next(): Token {
    const { token, end } = this.#read()
    this.#peeked = null
    this.at = end
    return token
  }

  peek(): Token {
    return this.#read().token
  }

  /** Takes the words if they come next, all of them, whatever their case. */
  take(...words: string[]): boolean {
    const before = this.at
    if (words.every((word) => this.next().value === word)) return true
    this.#peeked = null
    this.at = before
    return false
  }

  /** The name of an object, without that of `main`; null for anything else. */
  name(): string | null {
    const first = this.#oneName()
    if (first === null || this.peek().value !== '.') return first
    this.next()
    return first.toLowerCase() === 'main' ? this.#oneName() : null
  }

  #oneName(): string | null {
    const { kind, value, text } = this.next()
    return kind === 'quoted' ? value : kind === 'word' ? text : null
  }

  #read(): { token: Token; end: number } {
    return (this.#peeked ??= readToken(this.sql, skipComments(this.sql, this.at)))
  }
}

function readToken(sql: string, at: number): { token: Token; end: number } {
  if (at >= sql.length) return { token: { kind: 'end', value: '', text: '' }, end: at }
  WORD.lastIndex = at
  const word = WORD.exec(sql)?.[0]
  if (word !== undefined) return { token: { kind: 'word', value: word.toUpperCase(), text: word }, end: WORD.lastIndex }
  const close = CLOSING[sql[at]!]
  const end = close === undefined ? -1 : quoteEnd(sql, at + 1, close)
  if (end >= 0) {
    const inner = sql.slice(at + 1, end)
    const value = close === ']' ? inner : replaced(inner, close! + close!, close!)
    return { token: { kind: 'quoted', value, text: sql.slice(at, end + 1) }, end: end + 1 }
  }
  return { token: { kind: 'other', value: sql[at]!, text: sql[at]! }, end: at + 1 }
}

/** Where the closing quote is; one that comes twice is one of the content. Without an expression: a text may have 100 MB. */
function quoteEnd(sql: string, from: number, close: string): number {
  for (let end = sql.indexOf(close, from); ; end = sql.indexOf(close, end + 2)) {
    if (end < 0 || close === ']' || sql.charAt(end + 1) !== close) return end
  }
}
