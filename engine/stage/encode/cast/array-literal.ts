import { BLOB, TEXT, type Row } from '../../../source/pages/row.ts'
import type { Output } from '../output.ts'
import { parseJsonArray } from './array-text.ts'
import { scalarText } from './scalar-text.ts'
import { textCast } from './text.ts'

const asText = textCast({ characters: null, bytes: null, padded: false })

/**
 * A JSON array as PostgreSQL's array literal, of elements whose type only the server reads (enums, an extension's); any other text as it is,
 * which the array's input reads. Every element is quoted, so that none is taken for NULL (arrays.html, Array Input and Output Syntax).
 */
export function arrayLiteralCast(row: Row, column: number, output: Output): string | null {
  if (row.kind[column] === BLOB) return 'is a blob, no array'
  const items = row.kind[column] === TEXT ? parseJsonArray(scalarText(row, column), false) : null
  if (items === null) return asText(row, column, output)
  const elements: string[] = []
  for (const item of items) {
    if (Array.isArray(item)) return 'is an array of arrays'
    elements.push(item === null ? 'NULL' : `"${item.replaceAll(/(["\\])/g, '\\$1')}"`)
  }
  const bytes = Buffer.from(`{${elements.join(',')}}`)
  output.reserve(bytes.length + 4)
  output.int32(bytes.length)
  output.append(bytes)
  return null
}
