import { createHash } from 'node:crypto'
import type { FileEncoding, Form } from '../form.ts'
import type { FileValue } from '../../source/sqlite/value.ts'

/**
 * Longer values are compared by their SHA-256, so that no 1 GB cell crosses the network, and none meets the limit that
 * PostgreSQL's COPY sets to a row in text (1 GB, escapes counted).
 */
export const LARGE = 1 << 20

/** text, varchar, citext and enums: the bytes. Numbers are what SQLite itself makes of them. */
export function textForm(encoding: FileEncoding): Form {
  return {
    input: null,
    fileSql: (column) => textSql(column, encoding),
    targetSql: (column) => largeAsDigest(`${column}::text`),
    fromFile: (value, row) => row.bytes(digestIfLarge(textBytes(value, encoding))),
    fromTarget: (bytes, start, end, row) => row.bytes(bytes, start, end),
  }
}

/** char(n): blanks at the end mean nothing, and the cast to text takes them off. */
export function paddedForm(encoding: FileEncoding): Form {
  return {
    ...textForm(encoding),
    fromFile(value, row) {
      const bytes = textBytes(value, encoding)
      let end = bytes.length
      while (end > 0 && bytes[end - 1] === 0x20) end--
      row.bytes(digestIfLarge(bytes.subarray(0, end)))
    },
  }
}

/**
 * SQL that gives the bytes of a value, so that text which is no valid UTF-8 is seen as it is: better-sqlite3's strings
 * would hold U+FFFD. In a UTF-16 file the cast gives UTF-16; hex tells such text from a blob.
 */
export function textSql(column: string, encoding: FileEncoding): string {
  if (encoding === 'utf8') return `CAST(${column} AS BLOB)`
  return `CASE typeof(${column}) WHEN 'null' THEN NULL WHEN 'blob' THEN ${column} ELSE hex(CAST(${column} AS BLOB)) END`
}

/**
 * The UTF-8 bytes of what {@link textSql} gave. A lone surrogate of UTF-16 becomes the three bytes that its number would
 * have: no UTF-8, so equal to no text, but what bytea takes for it.
 */
export function textBytes(value: FileValue, encoding: FileEncoding): Buffer {
  if (Buffer.isBuffer(value)) return value
  const units = Buffer.from(String(value), 'hex')
  const text = (encoding === 'utf16be' ? units.swap16() : units).toString('utf16le')
  return text.isWellFormed() ? Buffer.from(text) : Buffer.concat(Array.from(text, characterBytes))
}

function characterBytes(character: string): Buffer {
  const unit = character.charCodeAt(0)
  if (character.isWellFormed()) return Buffer.from(character)
  return Buffer.of(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f))
}

function digestIfLarge(bytes: Buffer): Buffer {
  return bytes.length > LARGE ? Buffer.from(`sha256:${createHash('sha256').update(bytes).digest('hex')}`) : bytes
}

function largeAsDigest(text: string): string {
  const digest = `'sha256:' || encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`
  return `CASE WHEN octet_length(${text}) > ${LARGE} THEN ${digest} ELSE ${text} END`
}
