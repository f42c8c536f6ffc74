import { jsonOfBlob } from '../../../source/profile/jsonb-blob.ts'
import { jsonForm } from '../../../source/profile/json-text.ts'
import { countCharacters } from '../../../source/pages/utf8.ts'
import { BLOB, INTEGER, integerAt, REAL, type Row } from '../../../source/pages/row.ts'
import type { Output } from '../output.ts'
import type { CheckedCast } from './checked-cast.ts'

/** JSON texts, and numbers. jsonb's binary form is a version byte and the text (jsonb.c, jsonb_recv), json's the text. */
export function jsonCast(type: 'json' | 'jsonb'): CheckedCast {
  const version = type === 'jsonb' ? 1 : 0
  return (row: Row, column: number, output: Output) => {
    const kind = row.kind[column]!
    if (kind === BLOB) return blob(row, column, output, version)
    if (kind === INTEGER || kind === REAL) {
      const text = kind === INTEGER ? integerAt(row, column).toString() : String(row.real[column]!)
      if (text.endsWith('y')) return 'is infinite, which JSON cannot say'
      output.int32(text.length + version)
      if (version === 1) output.bytes[output.position++] = 1
      output.ascii(text)
      return null
    }
    const start = row.start[column]!
    const end = row.end[column]!
    const form = jsonForm(row.bytes, start, end)
    if (form === null || countCharacters(row.view, start, end) < 0) return 'is no JSON that PostgreSQL holds'
    if (form !== type && type === 'jsonb') return 'has an object with a key twice, of which jsonb keeps the last only'
    output.int32(end - start + version)
    if (version === 1) output.bytes[output.position++] = 1
    output.copyCell(row, column)
    return null
  }
}

/** SQLite's binary JSON, and JSON texts that were stored as blobs. */
function blob(row: Row, column: number, output: Output, version: number): string | null {
  const json = jsonOfBlob(row.bytes, row.start[column]!, row.end[column]!)
  if (json === null) return 'is a blob that is no JSON'
  output.reserve(json.length + 5)
  output.int32(json.length + version)
  if (version === 1) output.bytes[output.position++] = 1
  output.append(json)
  return null
}
