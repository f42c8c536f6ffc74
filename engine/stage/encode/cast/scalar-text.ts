import type { Row } from '../../../source/pages/row.ts'

/** No number, moment, address … is longer; what is longer is not turned into a string to find that out. */
const LONGEST = 10_000

/** A TEXT value as a string; '' where it is too long to be anything but text, which no type but text takes. */
export function scalarText(row: Row, column: number): string {
  const start = row.start[column]!
  const end = row.end[column]!
  if (end - start > LONGEST) return ''
  return Buffer.from(row.bytes.buffer, row.bytes.byteOffset + start, end - start).toString('utf8')
}
