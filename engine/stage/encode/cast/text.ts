import { BLOB, INTEGER, integerAt, REAL, type Row } from '../../../source/pages/row.ts'
import { countCharacters } from '../../../source/pages/utf8.ts'
import type { Output } from '../output.ts'
import { realAsSqliteText } from '../sqlite-text.ts'
import type { CheckedCast } from './checked-cast.ts'

/** How long a text may be: in characters, of which blanks at the end may not count, and in bytes; null is any length. */
export interface TextBounds {
  characters: number | null
  bytes: number | null
  padded: boolean
}

const SPACE = 0x20

/** Texts as they are, numbers as SQLite casts them, blobs as the text that their bytes are. */
export function textCast({ characters: most, bytes: mostBytes, padded }: TextBounds): CheckedCast {
  return (row: Row, column: number, output: Output) => {
    const kind = row.kind[column]!
    if (kind === INTEGER || kind === REAL) {
      const text = kind === INTEGER ? integerAt(row, column).toString() : realAsSqliteText(row.real[column]!)
      if (most !== null && text.length > most) return tooLong(most)
      output.int32(text.length)
      output.ascii(text)
      return null
    }
    const start = row.start[column]!
    let end = row.end[column]!
    // char(n) fills up with blanks and takes them off again: they say nothing there (datatype-character.html).
    if (padded) while (end > start && row.bytes[end - 1] === SPACE) end--
    const characters = countCharacters(row.view, start, end)
    if (characters < 0) return kind === BLOB ? 'is a blob that is no text' : 'is no text that PostgreSQL can hold'
    if (most !== null && characters > most) return tooLong(most)
    if (mostBytes !== null && end - start > mostBytes) return `is longer than ${mostBytes} bytes`
    output.int32(end - start)
    output.append(row.bytes.subarray(start, end))
    return null
  }
}

function tooLong(length: number): string {
  return `is longer than ${length} characters`
}
