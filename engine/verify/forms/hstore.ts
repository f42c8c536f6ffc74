import type { FileEncoding, Form } from '../form.ts'
import { textBytes, textForm } from './text.ts'

/** hstore: its pairs by key, out of a JSON object of scalars or of the type's own literal (hstore.html). */
export function hstoreForm(encoding: FileEncoding): Form {
  return {
    ...textForm(encoding),
    targetSql: (column) => `${column}::text`,
    fromFile(value, row) {
      const text = textBytes(value, encoding).toString('utf8')
      const pairs = text.trimStart().startsWith('{') ? ofJson(text) : ofLiteral(text)
      if (pairs === null) row.unread(text)
      else row.text(canonical(pairs))
    },
    fromTarget(bytes, start, end, row) {
      const text = bytes.toString('utf8', start, end)
      const pairs = ofLiteral(text)
      row.text(pairs === null ? text : canonical(pairs))
    },
  }
}

type Pairs = Map<string, string | null>

function canonical(pairs: Pairs): string {
  return JSON.stringify([...pairs].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function ofJson(text: string): Pairs | null {
  try {
    const parsed: unknown = JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' || typeof value === 'boolean' ? (context?.source ?? String(value)) : value,
    )
    const pairs = Object.entries(parsed as Record<string, unknown>)
    const isPlain = pairs.every(([, value]) => value === null || typeof value === 'string')
    return isPlain ? new Map(pairs as [string, string | null][]) : null
  } catch {
    return null
  }
}

const WORD = String.raw`"((?:[^"\\]|\\.)*)"|((?:[^"\s,=>\\]|\\.)+)`
const PAIR = new RegExp(String.raw`\s*(?:${WORD})\s*=>\s*(?:${WORD})\s*(,|$)`, 'sy')

/** `"a"=>"1", b=>NULL`: of two pairs with one key hstore keeps the first. */
function ofLiteral(text: string): Pairs | null {
  const pairs: Pairs = new Map()
  PAIR.lastIndex = 0
  while (PAIR.lastIndex < text.trimEnd().length) {
    const match = PAIR.exec(text)
    if (match === null) return null
    const [, quotedKey, bareKey, quotedValue, bareValue] = match
    const key = unescaped(quotedKey ?? bareKey!)
    const isNull = quotedValue === undefined && bareValue!.toLowerCase() === 'null'
    if (!pairs.has(key)) pairs.set(key, isNull ? null : unescaped(quotedValue ?? bareValue!))
  }
  return pairs
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gs, '$1')
}
