import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { createDatabase } from '../database.ts'
import type { RawOptions } from '../../engine/options.ts'
import { VERSION } from '../../engine/version.ts'

function sqliteVersion(): unknown {
  const database = new Database(':memory:')
  try {
    return database.prepare('SELECT sqlite_version()').pluck().get()
  } finally {
    database.close()
  }
}

const FILE = `
  PRAGMA foreign_keys = OFF;
  CREATE TABLE author (id INTEGER PRIMARY KEY);
  CREATE TABLE book (id INTEGER PRIMARY KEY, author_id INT REFERENCES author);
  CREATE TABLE log (id INTEGER);
  INSERT INTO author VALUES (1); INSERT INTO book VALUES (1, 1), (2, 9);
  CREATE VIEW books AS SELECT id FROM book;
  CREATE TRIGGER noted AFTER INSERT ON book BEGIN INSERT INTO log VALUES (new.id); END;`

test('a report says by which options it came about, what made it, where it went, and how it was compared', async () => {
  await using target = await createDatabase()
  const options: RawOptions = {
    schema: 's',
    triggers: true,
    onOrphan: 'reject',
    onReject: 'continue',
    after: ["ALTER TABLE s.log ADD note text DEFAULT 'secret'"],
  }
  const report = await migrateSql(target, FILE, { options })
  expect(report).toMatchObject({
    outcome: 'published-with-rejects',
    verified: 'full',
    options: { schema: 's', triggers: true, onOrphan: 'reject', onReject: 'continue' },
    versions: { litelift: VERSION, sqlite: sqliteVersion(), postgres: expect.stringMatching(/^\d+\.\d+$/) as string },
    target: { port: target.settings.port },
    rejects: { byReason: [{ sqlstate: '23503', rows: 1 }] },
  })
  // SQL of the user's own may hold passwords.
  expect(report.options).not.toHaveProperty('after')
})

test('the statements of views and triggers are those that make them', async () => {
  await using target = await createDatabase()
  const report = await migrateSql(target, FILE, { options: { triggers: true } })
  const [view] = report.views
  const [trigger] = report.triggers
  await target.query(`DROP VIEW s.books; DROP TRIGGER noted ON s.book; DROP FUNCTION s.noted()`)
  await target.query([...view!.statements, ...trigger!.statements].join(';\n'))
  await target.query('INSERT INTO s.book VALUES (7, 1)')
  expect(
    await target.query('SELECT (SELECT count(*)::int FROM s.books) AS books, (SELECT id::int FROM s.log) AS id'),
  ).toEqual([{ books: 3, id: 7 }])
})

test('only counts that were compared are said to have been, and of a failure nothing was', async () => {
  await using target = await createDatabase()
  expect(await migrateSql(target, FILE, { options: { verify: 'counts' } })).toMatchObject({
    verified: 'counts',
    options: { schema: 's', verify: 'counts' },
  })
  expect(await migrateSql(target, FILE, { options: { schema: 'other', onOrphan: 'fail' } })).toMatchObject({
    outcome: 'failed',
    verified: null,
  })
})
