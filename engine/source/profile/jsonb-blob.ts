import Database from 'better-sqlite3'
import { jsonForm } from './json-text.ts'
import { countCharacters } from '../pages/utf8.ts'

let statement: Database.Statement<[{ blob: Buffer }], { text: Buffer }> | null = null

/**
 * The JSON that a blob holds, as UTF-8 of the form `jsonb`, or null: text as it is, SQLite's binary JSONB as `json()` makes
 * it (sqlite.org/jsonb.html). SQLite itself is asked, as its own functions take either in a blob, JSONB first; 8 is
 * well-formed by strict rules (sqlite.org/json1.html#jvalid). About 2 µs a value.
 */
export function jsonOfBlob(bytes: Uint8Array, start: number, end: number): Uint8Array | null {
  statement ??= new Database(':memory:').prepare('SELECT CAST(json(@blob) AS BLOB) AS text WHERE json_valid(@blob, 8)')
  // better-sqlite3 binds a Buffer only.
  const blob = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
  const text = statement.get({ blob })?.text ?? blob
  const view = new DataView(text.buffer, text.byteOffset, text.length)
  const isHeld = countCharacters(view, 0, text.length) >= 0 && jsonForm(text, 0, text.length) === 'jsonb'
  return isHeld ? text : null
}
