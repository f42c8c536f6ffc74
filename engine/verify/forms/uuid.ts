import type { Form } from '../form.ts'
import type { FileValue } from '../../source/sqlite/value.ts'

/** uuid: lower-case hex with hyphens; text in any form that PostgreSQL reads (datatype-uuid.html), or 16 bytes in order. */
export const uuidForm: Form = {
  input: null,
  fileSql: (column) => column,
  targetSql: (column) => column,
  fromFile(value, row) {
    const hex = hexOf(value)
    if (hex === null) row.unread(value)
    else row.text(hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'))
  },
  fromTarget: (bytes, start, end, row) => row.bytes(bytes, start, end),
}

function hexOf(value: FileValue): string | null {
  if (Buffer.isBuffer(value)) return value.length === 16 ? value.toString('hex') : null
  if (typeof value !== 'string' || !/^[{\da-f-]{32,38}\}?$/i.test(value)) return null
  const hex = value.replace(/[{}-]/g, '').toLowerCase()
  return hex.length === 32 ? hex : null
}
