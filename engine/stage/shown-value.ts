import { BLOB, INTEGER, integerAt, NULL, REAL, type Row } from '../source/pages/row.ts'

/** Characters of a value that are shown. */
const SHOWN = 80

/**
 * A value as a reject shows it: numbers as they are, the beginning of a text, that of a blob as x'…'; null for NULL.
 * Characters that would steer a terminal, or that PostgreSQL's text cannot hold, appear as \u{…}.
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
  const text = characters.slice(0, SHOWN).join('').replaceAll(UNSAFE, escaped)
  return characters.length > SHOWN ? `${text}…` : text
}

// oxlint-disable-next-line no-control-regex -- they are what it looks for
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`
}
