import * as fc from 'fast-check'

/** Words that mean something to one of the two engines, or to neither as they stand. */
const ODD = [
  ['select', 'Order', 'USER', 'group', 'primary', 'default', 'end', 'offset', 'window', 'true'],
  ['ctid', 'xmin', 'tableoid', 'oid', 'rowid', '_rowid_', 'pg_catalog', 'litelift', 'public'],
  ['a"b', "a'b", 'a.b', 'a b', 'a_b', 'a-b', ' a', 'a ', '%', '\\', 'a\nb', '$1', '1a', '[x]', '`', '--', '/*'],
  ['"; DROP TABLE a; --', '', ' ', 'É', 'é', 'É\u0301', '日本', '😀', 'ß', 'İ', 'ﬀ', '\u00a0', '\u202e'],
  ['aB', 'AB2', 'ab2_', 'userId', 'UserID', 'user_id', 'user id', 'a__b'],
  ['n'.repeat(63), 'n'.repeat(64), `${'n'.repeat(64)}é`, 'é'.repeat(32), '日'.repeat(30), 'x'.repeat(300)],
].flat()

/** A name as it would stand between double quotes. */
export const name: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'id', 'name', 'price', 'created_at', 'data') },
  { weight: 3, arbitrary: fc.constantFrom(...ODD) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.toWellFormed().replaceAll('\0', '')),
  },
)

/** Names that SQLite keeps apart: it folds ASCII letters only. */
export function differentNames<T>(
  entry: fc.Arbitrary<T>,
  nameOf: (entry: T) => string,
  minLength: number,
  max: number,
) {
  return fc.uniqueArray(entry, { minLength, maxLength: max, selector: (entry) => folded(nameOf(entry)) })
}

export function folded(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
