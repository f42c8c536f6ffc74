import { TEXT, type Row } from '../../../source/pages/row.ts'
import type { Output } from '../output.ts'
import { scalarText } from './scalar-text.ts'

const MAC = /^(?:[\da-f]{2}(?::[\da-f]{2}){5}|[\da-f]{2}(?:-[\da-f]{2}){5}|[\da-f]{4}(?:\.[\da-f]{4}){2}|[\da-f]{12})$/i

/** macaddr: 08:00:2b:01:02:03 and the other ways of six bytes (datatype-net-types.html). */
export function macCast(row: Row, column: number, output: Output): string | null {
  const text = row.kind[column] === TEXT ? scalarText(row, column) : ''
  if (!MAC.test(text)) return 'is no MAC address'
  output.int32(6)
  output.append(Buffer.from(text.replaceAll(/[:.-]/g, ''), 'hex'))
  return null
}
