import { BLOB, TEXT, type Row } from '../../../source/pages/row.ts'
import type { Output } from '../output.ts'
import { textCast } from './text.ts'

const asText = textCast({ characters: null, bytes: null, padded: false })

/** A JSON object of scalars as the literal of an hstore (hstore.html); any other text as it is, which hstore's input reads. */
export function hstoreCast(row: Row, column: number, output: Output): string | null {
  if (row.kind[column] === BLOB) return 'is a blob, no hstore'
  const pairs = row.kind[column] === TEXT ? pairsAt(row, column) : null
  if (pairs === null) return asText(row, column, output)
  if (typeof pairs === 'string') return pairs
  const literal = pairs.map(([key, value]) => `${quoted(key)}=>${value === null ? 'NULL' : quoted(value)}`).join(',')
  const bytes = Buffer.from(literal)
  output.reserve(bytes.length + 4)
  output.int32(bytes.length)
  output.append(bytes)
  return null
}

function pairsAt(row: Row, column: number): [string, string | null][] | string | null {
  const start = row.start[column]!
  const bytes = Buffer.from(row.bytes.buffer, row.bytes.byteOffset + start, row.end[column]! - start)
  const text = bytes.toString('utf8')
  if (!/^\s*\{/.test(text)) return null
  const pairs: [string, string | null][] = []
  try {
    const parsed: unknown = JSON.parse(text, asWritten)
    for (const [key, value] of Object.entries(parsed as object)) {
      if (typeof value === 'object' && value !== null) return `has no plain value under ${JSON.stringify(key)}`
      pairs.push([key, value as string | null])
    }
  } catch {
    return null
  }
  return pairs
}

/** Numbers and truth values as they are written. */
function asWritten(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? (context?.source ?? String(value)) : value
}

function quoted(text: string): string {
  return `"${text.replaceAll(/(["\\])/g, '\\$1')}"`
}
