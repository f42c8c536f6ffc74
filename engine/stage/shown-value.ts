import { shown } from '../shown.ts'
import { BLOB, INTEGER, integerAt, NULL, REAL, type Row } from '../source/pages/row.ts'

/** Characters of a value that are shown. */
const SHOWN = 80

/**
 * A value as a reject shows it: numbers as they are, the beginning of a text, that of a blob as x'…'; null for NULL.
 * What is not seen, some of which PostgreSQL's text cannot hold, appears as \u{…}.
 */
export function shownValue(row: Row, column: number): string | null {
  const kind = row.kind[column]!
  if (kind === NULL) return null
  if (kind === INTEGER) return integerAt(row, column).toString()
  if (kind === REAL) return String(row.real[column]!)
  const start = row.start[column]!
  const length = row.end[column]! - start
  const bytes = (most: number) => Buffer.from(row.bytes.buffer, row.bytes.byteOffset + start, Math.min(length, most))
  if (kind === BLOB) return `x'${bytes(SHOWN / 2).toString('hex')}${length > SHOWN / 2 ? '…' : ''}'`
  // A character has at most 4 bytes, so one more than is shown tells whether there is more.
  const characters = Array.from(bytes(4 * (SHOWN + 1)).toString('utf8'))
  const text = shown(characters.slice(0, SHOWN).join(''))
  return characters.length > SHOWN ? `${text}…` : text
}
