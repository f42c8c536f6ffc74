import type { Form } from '../form.ts'

/** smallint, integer, bigint: decimal digits. A REAL counts when it is integral, a TEXT when it is digits. */
export const integerForm: Form = {
  input: null,
  fileSql: (column) => column,
  targetSql: (column) => column,
  fromFile(value, row) {
    if (typeof value === 'bigint') row.text(value.toString())
    else if (typeof value === 'number' && Number.isInteger(value)) row.text(BigInt(value).toString())
    else if (typeof value === 'string' && DIGITS.test(value)) row.text(BigInt(value.trim().replace('+', '')).toString())
    else row.unread(value)
  },
  fromTarget: (bytes, start, end, row) => row.bytes(bytes, start, end),
}

const DIGITS = /^\s*[+-]?\d{1,30}\s*$/
