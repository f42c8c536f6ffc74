import type { FileEncoding, Form } from '../form.ts'
import { canonicalDecimal } from './numeric.ts'
import { textBytes, textSql } from './text.ts'

/** json and jsonb: the value, whatever its spaces, key order, escapes and zeros; of equal keys the last one counts. */
export function jsonForm(encoding: FileEncoding): Form {
  return {
    input: null,
    // 8: a blob that is well-formed JSONB by strict rules (sqlite.org/json1.html#jvalid), of which json() makes text.
    fileSql: (column) => {
      const json = `(CASE WHEN typeof(${column}) = 'blob' AND json_valid(${column}, 8) THEN json(${column}) ELSE ${column} END)`
      return `CASE WHEN typeof(${column}) = 'real' THEN ${column} ELSE ${textSql(json, encoding)} END`
    },
    targetSql: (column) => `${column}::text`,
    fromFile(value, row) {
      // A REAL is a number of its shortest decimal.
      const bytes = typeof value === 'number' ? Buffer.from(String(value)) : textBytes(value, encoding)
      const json = canonicalJson(bytes)
      if (json === null) row.unread(bytes.toString())
      else row.text(json)
    },
    fromTarget(bytes, start, end, row) {
      const json = canonicalJson(bytes.subarray(start, end))
      if (json === null) row.bytes(bytes, start, end)
      else row.text(json)
    },
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** One text per JSON value; null for what is no JSON, or nested deeper than the stack. */
function canonicalJson(bytes: Buffer): string | null {
  try {
    const text = UTF8.decode(bytes)
    return canonical(MAYBE_INEXACT.test(text) ? JSON.parse(text, keepNumber as Reviver) : JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError || error instanceof TypeError) return null
    throw error
  }
}

/** Any number of at most 15 digits without exponent is told from every other one by its double. */
const MAYBE_INEXACT = /[\d.]{16}|\d[eE]/

type Reviver = (key: string, value: unknown) => unknown

/** A number as written (ECMAScript 2026, JSON.parse source text access), since jsonb numbers are decimals. */
class Written {
  readonly decimal: string
  constructor(decimal: string) {
    this.decimal = decimal
  }
}

function keepNumber(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number' || context.source === undefined) return value
  return new Written(canonicalDecimal(context.source) ?? context.source)
}

function canonical(value: unknown): string {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? `${value}` : (canonicalDecimal(`${value}`) ?? `${value}`)
  if (value instanceof Written) return value.decimal
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}
