import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { MigrationEvent } from '../../engine/events.ts'
import { migrate } from '../../engine/migrate.ts'
import type { RawOptions } from '../../engine/options.ts'
import { isEqual } from '../../engine/verify/differs.ts'
import { verifyFile } from '../../engine/verify-file.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { localFile } from '../migrate/local-file.ts'
import { scratchFolder } from '../scratch.ts'

const FILE = `
  CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT, born DATE);
  CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author, title TEXT, price REAL, at TIMESTAMP);
  CREATE INDEX book_title ON book (title);
  INSERT INTO author WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
    SELECT i, 'author ' || i, date('1900-01-01', i || ' days') FROM n;
  INSERT INTO book SELECT id, id, 'book ' || id, id / 4.0, datetime('2000-01-01', id || ' hours') FROM author;`

/** Migrates, changes what is asked for, and compares without the limit to large files. */
async function compared(
  target: TestDatabase,
  path: string,
  { options = {}, change }: { options?: RawOptions; change?: () => unknown } = {},
) {
  const provider = () => Promise.resolve(target.settings)
  const migrated = await migrate({
    source: await localFile(path),
    target: provider,
    options: { schema: 's', ...options },
  })
  expect(migrated.error).toBeNull()
  await change?.()
  const events: MigrationEvent[] = []
  const request = { source: await localFile(path), target: provider, options: { schema: 's', ...options } }
  const verified = await verifyFile({ ...request, atSightFrom: 0, listener: (event) => events.push(event) })
  expect(verified).toEqual(await verifyFile(request))
  return { verified, isProfiled: events.some(({ type }) => type === 'inspected'), events }
}

test('a file that is equal is not profiled', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const { verified, isProfiled, events } = await compared(target, folder.database('f.db', FILE))
  expect(isProfiled).toBe(false)
  expect(verified.tables).toMatchObject([
    { table: 'author', target: 's.author', rows: { file: 300, target: 300 } },
    { table: 'book', target: 's.book', rows: { file: 300, target: 300 } },
  ])
  expect(verified.tables.every(isEqual)).toBe(true)
  // Up to the end: 600 rows on either side.
  expect(events.findLast(({ type }) => type === 'compared')).toMatchObject({ rows: 1200, of: 1200 })
})

test.for<[what: string, sql: string]>([
  ['a value', "UPDATE s.book SET title = 'another' WHERE id = 77"],
  ['a row that is gone', 'DELETE FROM s.book WHERE id = 78'],
  ['a row more', "INSERT INTO s.book VALUES (1000, 1, 'more', 1, now())"],
  ['NULL', 'UPDATE s.author SET born = NULL WHERE id = 5'],
])('%s that differs is named', async ([, sql]) => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const change = () => target.query(sql)
  const { verified, isProfiled } = await compared(target, folder.database('f.db', FILE), { change })
  expect(isProfiled).toBe(true)
  expect(verified.tables.filter((one) => !isEqual(one))).toHaveLength(1)
})

test('a table or column that the target lacks is named', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const change = () => target.query('DROP TABLE s.book; ALTER TABLE s.author DROP COLUMN born')
  const { verified } = await compared(target, folder.database('f.db', FILE), { change })
  expect(verified.tables.map(({ absent }) => absent)).toEqual([['s.author.born'], ['s.book']])
})

test.for<[what: string, sql: string, options: RawOptions]>([
  [
    'seconds in a column of moments',
    'CREATE TABLE t (id INTEGER PRIMARY KEY, at TIMESTAMP); INSERT INTO t VALUES (1, 1700000000), (2, 1800000000)',
    {},
  ],
  [
    'integers among texts',
    "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b); INSERT INTO t VALUES (1, 'x', 1), (2, 'y', '2')",
    {},
  ],
  ['a table without rowids', "CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID; INSERT INTO t VALUES ('x')", {}],
  [
    'empty texts that are NULL',
    "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, ''), (2, 'x')",
    { emptyAsNull: true },
  ],
  ['UTF-16', "PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x')", {}],
  ['JSON', `CREATE TABLE t (a JSON); INSERT INTO t VALUES ('{"a": 1}')`, {}],
])('what digests do not know of is profiled: %s', async ([, sql, options]) => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const { verified, isProfiled } = await compared(target, folder.database('f.db', sql), { options })
  expect(isProfiled).toBe(true)
  expect(verified.tables.every(isEqual)).toBe(true)
})

test('an index that has other rows than its table is damage, although all values are equal', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const path = folder.database('f.db', FILE)
  const change = () => {
    const file = new Database(path)
    file.unsafeMode(true)
    file.pragma('writable_schema = ON')
    // The root of an index without entries.
    file.exec('CREATE TABLE e (a); CREATE INDEX empty ON e (a)')
    file.exec(
      `UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'empty') WHERE name = 'book_title'`,
    )
    file.exec("DELETE FROM sqlite_schema WHERE name IN ('e', 'empty')")
    file.close()
  }
  await expect(compared(target, path, { change })).rejects.toMatchObject({ code: 'file-damaged' })
})
