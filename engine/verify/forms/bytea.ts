import { createHash } from 'node:crypto'
import type { FileEncoding, Form } from '../form.ts'
import { LARGE, textBytes, textSql } from './text.ts'

/** bytea: the bytes; of a text its UTF-8, of a number those of SQLite's text for it. */
export function byteaForm(encoding: FileEncoding): Form {
  return {
    input: null,
    fileSql: (column) => textSql(column, encoding),
    targetSql: (column) =>
      `CASE WHEN octet_length(${column}) > ${LARGE} THEN 'sha256:' || encode(sha256(${column}), 'hex') ` +
      `ELSE encode(${column}, 'hex') END`,
    fromFile(value, row) {
      const bytes = textBytes(value, encoding)
      const digest = bytes.length > LARGE ? `sha256:${createHash('sha256').update(bytes).digest('hex')}` : null
      row.hex(Buffer.from(digest ?? bytes.toString('hex'), 'latin1'))
    },
    fromTarget(bytes, start, end, row) {
      // An element of an array comes as bytea's own output, which marks hex.
      const isMarked = bytes.toString('latin1', start, start + 2) === '\\x'
      row.hex(bytes, isMarked ? start + 2 : start, end)
    },
  }
}
