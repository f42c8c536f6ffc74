import type { Form } from '../form.ts'

const WORDS: ReadonlyMap<string, 't' | 'f'> = new Map<string, 't' | 'f'>([
  ['t', 't'],
  ['true', 't'],
  ['y', 't'],
  ['yes', 't'],
  ['on', 't'],
  ['1', 't'],
  ['f', 'f'],
  ['false', 'f'],
  ['n', 'f'],
  ['no', 'f'],
  ['off', 'f'],
  ['0', 'f'],
])

/** boolean: 1 and 0, or the words of PostgreSQL's input (datatype-boolean.html) in any case. */
export const booleanForm: Form = {
  input: null,
  fileSql: (column) => column,
  targetSql: (column) => column,
  fromFile(value, row) {
    const word = Buffer.isBuffer(value) ? undefined : WORDS.get(String(value).trim().toLowerCase())
    if (word === undefined) row.unread(value)
    else row.text(word)
  },
  fromTarget: (bytes, start, end, row) => row.bytes(bytes, start, end),
}
