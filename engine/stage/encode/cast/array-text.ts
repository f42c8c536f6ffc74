/** An element as text, null for NULL, or the elements of a further dimension. */
export type ArrayItem = string | null | ArrayItem[]

/**
 * The elements of a JSON array; numbers as they are written, objects as JSON. With `asJson` every element is JSON, texts in
 * quotes and arrays too. Null for any other text.
 */
export function parseJsonArray(text: string, asJson: boolean): ArrayItem[] | null {
  if (!/^\s*\[/.test(text)) return null
  try {
    const parsed: unknown = JSON.parse(text, asWritten)
    return Array.isArray(parsed) ? parsed.map(asJson ? jsonOf : itemOf) : null
  } catch {
    return null
  }
}

/** Numbers keep their digits: 9007199254740993 is none of JavaScript's. */
class Digits {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toJSON(): unknown {
    return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(this.text)
  }
}

function asWritten(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? new Digits(context?.source ?? String(value)) : value
}

function jsonOf(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}

function itemOf(value: unknown): ArrayItem {
  if (value === null || typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(itemOf)
  return value instanceof Digits ? value.text : JSON.stringify(value)
}

/**
 * The elements of PostgreSQL's array literal (arrays.html, Array Value Input): unquoted NULL is NULL, blanks around an
 * unquoted element do not count. Null for any other text, for one with bounds ([2:3]=…) too, which would be lost.
 */
export function parseArrayLiteral(text: string): ArrayItem[] | null {
  const whole = text.trim()
  const parsed = partAt(whole, 0)
  return parsed !== null && parsed.end === whole.length ? parsed.items : null
}

interface Part {
  items: ArrayItem[]
  end: number
}

/** A brace at `start` and what it holds. Recursion is bounded: seven braces are one too many for PostgreSQL. */
function partAt(text: string, start: number, depth = 1): Part | null {
  if (text[start] !== '{' || depth > 7) return null
  const items: ArrayItem[] = []
  let at = blanksFrom(text, start + 1)
  if (text[at] === '}') return { items, end: at + 1 }
  for (;;) {
    const found = text[at] === '{' ? partAt(text, at, depth + 1) : elementAt(text, at)
    if (found === null) return null
    items.push('items' in found ? found.items : found.item)
    at = blanksFrom(text, found.end)
    if (text[at] === '}') return { items, end: at + 1 }
    if (text[at] !== ',') return null
    at = blanksFrom(text, at + 1)
  }
}

function elementAt(text: string, start: number): { item: string | null; end: number } | null {
  const isQuoted = text[start] === '"'
  let item = ''
  /** Of the item, as far as blanks count: what is escaped counts, and what comes before something that does. */
  let kept = 0
  let isEscaped = false
  for (let at = isQuoted ? start + 1 : start; at < text.length; at++) {
    const sign = text[at]!
    if (sign === '\\') {
      if (++at === text.length) return null
      item += text[at]!
      kept = item.length
      isEscaped = true
    } else if (isQuoted) {
      if (sign === '"') return { item, end: at + 1 }
      item += sign
    } else if (sign === ',' || sign === '}') {
      const bare = item.slice(0, kept)
      if (bare === '') return null
      return { item: !isEscaped && bare.toUpperCase() === 'NULL' ? null : bare, end: at }
    } else if (sign === '{' || sign === '"') return null
    else {
      item += sign
      if (!BLANK.has(sign)) kept = item.length
    }
  }
  return null
}

/** What array_in takes for white space (arrayfuncs.c, scanner_isspace). */
const BLANK = new Set([' ', '\t', '\n', '\r', '\v', '\f'])

function blanksFrom(text: string, start: number): number {
  let at = start
  while (at < text.length && BLANK.has(text[at]!)) at++
  return at
}
