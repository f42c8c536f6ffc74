import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'

const FILE = `
  CREATE TABLE author (id INTEGER PRIMARY KEY);
  CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author);
  CREATE TABLE page (id INTEGER PRIMARY KEY, book INTEGER REFERENCES book);
  INSERT INTO author VALUES (1);`

const KEYS = `
  SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent, convalidated AS valid FROM pg_constraint
   WHERE connamespace = 's'::regnamespace AND contype = 'f' ORDER BY 1`

test('a new table refers to an existing one once that has its rows', async () => {
  await using target = await createDatabase()
  await target.query('CREATE SCHEMA s; CREATE TABLE s.author (id bigint PRIMARY KEY); INSERT INTO s.author VALUES (2)')
  const report = await migrateSql(
    target,
    `${FILE} INSERT INTO book VALUES (1, 1), (2, NULL); INSERT INTO page VALUES (1, 1)`,
  )
  expect(report).toMatchObject({ error: null, notes: [] })
  expect(await target.query(KEYS)).toEqual([
    { child: 's.book', parent: 's.author', valid: true },
    { child: 's.page', parent: 's.book', valid: true },
  ])
})

test('where rows have no parent there the key holds for new ones, with a note', async () => {
  await using target = await createDatabase()
  await target.query('CREATE SCHEMA s; CREATE TABLE s.author (id bigint PRIMARY KEY)')
  const report = await migrateSql(target, `PRAGMA foreign_keys = OFF; ${FILE} INSERT INTO book VALUES (1, 7)`)
  expect(report).toMatchObject({ error: null, notes: [{ code: 'foreign-key-not-valid' }] })
  expect(await target.query(KEYS)).toMatchObject([{ child: 's.book', valid: false }, { child: 's.page' }])
})
