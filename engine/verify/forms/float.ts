import type { Form } from '../form.ts'
import type { FileValue } from '../../source/sqlite/value.ts'

/** double precision, bit for bit: extra_float_digits = 1 gives digits that read back as the same double. */
export const doubleForm: Form = {
  input: null,
  fileSql: (column) => column,
  targetSql: (column) => column,
  fromFile(value, row) {
    const number = numberOf(value)
    if (number === null) row.unread(value)
    else row.double(number)
  },
  fromTarget: (bytes, start, end, row) => row.double(Number(bytes.toString('latin1', start, end))),
}

/** real. A value of the file counts when nothing of it is lost: it is a single itself, or its decimal is that single's. */
export const realForm: Form = {
  ...doubleForm,
  fromFile(value, row) {
    const number = numberOf(value)
    const single = number === null ? null : Math.fround(number)
    if (single !== null && (single === number || shortestOfSingle(single) === number)) row.double(single)
    else row.unread(value)
  },
  fromTarget: (bytes, start, end, row) => row.double(Math.fround(Number(bytes.toString('latin1', start, end)))),
}

/** Either under a cast that rounds: the nearest that the type has. */
export function roundedForm(type: 'real' | 'double'): Form {
  const nearest = type === 'real' ? Math.fround : Number
  return {
    ...(type === 'real' ? realForm : doubleForm),
    fromFile(value, row) {
      const number = typeof value === 'bigint' ? Number(value) : numberOf(value)
      const kept = number === null ? null : nearest(number)
      if (kept === null || (Math.abs(kept) === Infinity && Math.abs(number!) !== Infinity)) row.unread(value)
      else row.double(kept)
    },
  }
}

/** The double of a value, or null where it has none: an INTEGER beyond 2^53 that no double holds, or other text. */
function numberOf(value: FileValue): number | null {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return BigInt(Number(value)) === value ? Number(value) : null
  if (typeof value === 'string' && DECIMAL.test(value)) return Number(value)
  return null
}

const DECIMAL = /^\s*[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|Infinity)\s*$/

/** What PostgreSQL prints for a single: the fewest digits that read back as it. 9 always do (IEEE 754). */
function shortestOfSingle(single: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(single.toPrecision(digits))
    if (Math.fround(short) === single) return short
  }
  return Number(single.toPrecision(9))
}
