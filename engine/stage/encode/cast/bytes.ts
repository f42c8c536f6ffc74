import { withoutEnd } from '../../../without-end.ts'
import type { ByteForm } from '../../../options/source-form.ts'
import { INTEGER, integerAt, REAL, TEXT, type Row } from '../../../source/pages/row.ts'
import type { Output } from '../output.ts'
import { realAsSqliteText } from '../sqlite-text.ts'
import type { CheckedCast } from './checked-cast.ts'

/** The bytes of a value, a text's being its UTF-8; or those that a text in hex or base64 stands for. */
export function bytesCast(from: ByteForm | null): CheckedCast {
  return (row: Row, column: number, output: Output) => {
    const bytes = from === null ? bytesOf(row, column) : decodedBytes(row, column, from)
    if (typeof bytes === 'string') return bytes
    output.int32(bytes.length)
    output.append(bytes)
    return null
  }
}

function bytesOf(row: Row, column: number): Uint8Array {
  const kind = row.kind[column]
  if (kind === INTEGER) return Buffer.from(integerAt(row, column).toString(), 'latin1')
  if (kind === REAL) return Buffer.from(realAsSqliteText(row.real[column]!), 'latin1')
  return row.bytes.subarray(row.start[column], row.end[column])
}

/** The bytes behind a text, or why there are none. Numbers are refused: '0012' in a numeric column has lost its zeros. */
export function decodedBytes(row: Row, column: number, form: ByteForm): Uint8Array | string {
  if (row.kind[column] !== TEXT) return `is no text in ${form}`
  const start = row.start[column]!
  const text = Buffer.from(row.bytes.buffer, row.bytes.byteOffset + start, row.end[column]! - start).toString('latin1')
  return (form === 'hex' ? fromHex(text) : fromBase64(text)) ?? `is no ${form}`
}

/** Pairs of digits, also after 0x or PostgreSQL's \x. */
function fromHex(text: string): Uint8Array | null {
  const digits = /^(?:0x|\\x)/i.test(text) ? text.slice(2) : text
  const bytes = Buffer.from(digits, 'hex')
  // Buffer stops at the first pair that is none.
  return bytes.length * 2 === digits.length ? bytes : null
}

/** RFC 4648 in either alphabet, with or without padding and line breaks. */
function fromBase64(text: string): Uint8Array | null {
  const digits = text
    .replaceAll(/[\r\n\t ]/g, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/')
  const bare = digits.replace(/={1,2}$/, '')
  if (bare !== digits && digits.length % 4 !== 0) return null
  const bytes = Buffer.from(bare, 'base64')
  // Buffer skips what is none; bits beyond the last byte would be lost as well.
  return withoutEnd(bytes.toString('base64'), '=') === bare ? bytes : null
}
