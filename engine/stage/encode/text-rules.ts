import type { ColumnPlan } from '../../plan/plan.ts'
import { NULL, TEXT, type Row } from '../../source/pages/row.ts'
import { countCharacters, INVALID } from '../../source/pages/utf8.ts'
import type { RefusedValue } from './refused-value.ts'
import { readWindows1252, replaceInvalid } from './repair-text.ts'

/**
 * Applies emptyAsNull and invalidText to a row before it is encoded, in place, so that no cast needs to know of them. Null
 * for columns of which none has either.
 */
export function textRules(columns: readonly ColumnPlan[]): ((row: Row) => RefusedValue | null) | null {
  const ruled = columns.flatMap((column, index) =>
    column.emptyAsNull || column.invalidText !== 'fail' ? [{ index, ...column }] : [],
  )
  if (ruled.length === 0) return null
  return (row) => {
    for (const { index, position, emptyAsNull, invalidText } of ruled) {
      if (row.kind[position] !== TEXT) continue
      if (row.start[position] === row.end[position]) {
        if (emptyAsNull) row.kind[position] = NULL
      } else if (invalidText !== 'fail') {
        const reason = repair(row, position, invalidText)
        if (reason !== null) return { column: index, reason }
      }
    }
    return null
  }
}

function repair(row: Row, column: number, invalidText: ColumnPlan['invalidText']): string | null {
  const start = row.start[column]!
  const end = row.end[column]!
  const characters = countCharacters(row.view, start, end)
  if (characters >= 0) return null
  if (invalidText === 'replace') {
    write(row, column, replaceInvalid(row.bytes, start, end))
    return null
  }
  if (invalidText !== 'windows-1252' || characters !== INVALID)
    return characters === INVALID ? 'is no valid UTF-8' : 'has a NUL character'
  const text = readWindows1252(row.bytes, start, end)
  if (text === null) return 'is neither UTF-8 nor windows-1252'
  write(row, column, text)
  return null
}

/** Gives the row bytes of its own, with the text at their end: those that it has are the reader's page. */
function write(row: Row, column: number, text: Uint8Array): void {
  const columns = [...row.kind.keys()].filter((one) => row.kind[one]! >= TEXT)
  const from = Math.min(...columns.map((one) => row.start[one]!))
  const to = Math.max(...columns.map((one) => row.end[one]!))
  row.bytes = Buffer.concat([row.bytes.subarray(from, to), text])
  for (const one of columns) {
    row.start[one]! -= from
    row.end[one]! -= from
  }
  row.start[column] = to - from
  row.end[column] = row.bytes.length
}
