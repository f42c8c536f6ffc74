import { BLOB, INTEGER, integerAt, REAL, type Row } from '../../../source/pages/row.ts'
import type { Output } from '../output.ts'
import { scalarText } from './scalar-text.ts'

const TRUE = new Set(['t', 'true', 'y', 'yes', 'on', '1'])
const FALSE = new Set(['f', 'false', 'n', 'no', 'off', '0'])

/** 1 and 0, or the words of PostgreSQL's own input (datatype-boolean.html) in any case. */
export function booleanCast(row: Row, column: number, output: Output): string | null {
  const word = wordAt(row, column)
  const truth = TRUE.has(word)
  if (!truth && !FALSE.has(word)) return 'is neither true nor false'
  output.int32(1)
  output.bytes[output.position++] = truth ? 1 : 0
  return null
}

function wordAt(row: Row, column: number): string {
  switch (row.kind[column]) {
    case INTEGER:
      return integerAt(row, column).toString()
    case REAL:
      return String(row.real[column]!)
    case BLOB:
      return ''
    default:
      return scalarText(row, column).trim().toLowerCase()
  }
}
