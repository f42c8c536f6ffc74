import { BLOB, INTEGER, integerAt, REAL, type Row } from '../../../source/pages/row.ts'
import { countCharacters } from '../../../source/pages/utf8.ts'
import type { Output } from '../output.ts'
import { realAsSqliteText } from '../sqlite-text.ts'
import type { CheckedCast } from './checked-cast.ts'

/** Texts as they are, numbers as SQLite casts them, blobs as the text that their bytes are. */
export function textCast(length: number | null): CheckedCast {
  return (row: Row, column: number, output: Output) => {
    const kind = row.kind[column]!
    if (kind === INTEGER || kind === REAL) {
      const text = kind === INTEGER ? integerAt(row, column).toString() : realAsSqliteText(row.real[column]!)
      if (length !== null && text.length > length) return tooLong(length)
      output.int32(text.length)
      output.ascii(text)
      return null
    }
    const start = row.start[column]!
    const end = row.end[column]!
    const characters = countCharacters(row.view, start, end)
    if (characters < 0) return kind === BLOB ? 'is a blob that is no text' : 'is no text that PostgreSQL can hold'
    if (length !== null && characters > length) return tooLong(length)
    output.int32(end - start)
    output.copyCell(row, column)
    return null
  }
}

function tooLong(length: number): string {
  return `is longer than ${length} characters`
}
