import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { MigrationEvent } from '../../engine/events.ts'
import { migrate } from '../../engine/migrate.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { localFile } from './local-file.ts'

/** Three tables for two threads: the largest is staged first, the others come while its index can be built. */
const TABLES = `
  CREATE TABLE small (id INTEGER PRIMARY KEY, name TEXT);
  CREATE TABLE middle (id INTEGER PRIMARY KEY, name TEXT, same BLOB UNIQUE, orphan INTEGER REFERENCES small);
  CREATE TABLE large (id INTEGER PRIMARY KEY, name TEXT, code INTEGER, low TEXT GENERATED ALWAYS AS (lower(name)));
  CREATE INDEX large_code ON large (code);
  CREATE TABLE largest (id INTEGER PRIMARY KEY, name TEXT, code TEXT UNIQUE);
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
    INSERT INTO largest SELECT i, printf('%040d', i), 'c' || i FROM n;
  INSERT INTO large (id, name, code) SELECT id, name, id % 7 FROM largest WHERE id <= 50000;
  INSERT INTO middle SELECT id, name, NULL, id FROM largest WHERE id <= 30000;
  INSERT INTO small SELECT id, name FROM largest WHERE id <= 20000`

async function migrated(
  target: TestDatabase,
  also: { listener?: (event: MigrationEvent) => void; sql?: string; onOrphan?: 'null' | 'reject' } = {},
) {
  using folder = scratchFolder()
  const path = join(folder.path, 'source.sqlite')
  const source = new Database(path)
  source.pragma('foreign_keys = OFF')
  source.exec(TABLES + (also.sql ?? ''))
  source.close()
  return await migrate({
    source: await localFile(path),
    target: () => Promise.resolve(target.settings),
    options: { schema: 's', workers: 2, onOrphan: also.onOrphan ?? 'null', onReject: 'continue' },
    listener: also.listener,
  })
}

const INDEXES = `SELECT c.relname AS name, i.indisvalid AND i.indisready AS valid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE c.relnamespace = 's'::regnamespace ORDER BY 1`

test('indexes of a table are built while others are still being staged', async () => {
  await using target = await createDatabase()
  const order: string[] = []
  const listener = (event: MigrationEvent) => {
    if (event.type === 'built') order.push(event.what)
    if (event.type === 'phase-started') order.push(`phase ${event.phase}`)
  }
  const report = await migrated(target, { listener })
  expect(report.outcome).toBe('published')
  const ahead = order.slice(order.indexOf('phase stage') + 1, order.indexOf('phase build'))
  expect(ahead).toContain('largest_pkey')
  // Its generated column makes the table anew.
  expect(ahead).not.toContain('large_code')
  expect(await target.query(INDEXES)).toEqual(
    [
      'large_code',
      'large_pkey',
      'largest_code_key',
      'largest_pkey',
      'middle_pkey',
      'middle_same_key',
      'small_pkey',
    ].map((name) => ({ name, valid: true })),
  )
})

test('what rows force to be weaker is judged once all of them are settled', async () => {
  await using target = await createDatabase()
  // Only values that PostgreSQL takes for equal collide; one of the two goes, because it references nothing.
  const sql = `; DROP TABLE middle; CREATE TABLE middle (id INTEGER PRIMARY KEY, same UNIQUE, orphan INTEGER REFERENCES small);
    INSERT INTO middle SELECT id, 'v' || id, 1 FROM largest WHERE id <= 59000;
    INSERT INTO middle VALUES (60001, 7, 1), (60002, '7', 999999)`
  const report = await migrated(target, { sql, onOrphan: 'reject' })
  expect(report).toMatchObject({ outcome: 'published-with-rejects', rejects: { rows: 1 } })
  expect(report.notes.map(({ code }) => code)).not.toContain('unique-weakened')
  const [index] = await target.query(
    `SELECT indisunique AS unique FROM pg_index WHERE indexrelid = 's.middle_same_key'::regclass`,
  )
  expect(index).toEqual({ unique: true })
})

test('nothing depends on it: a connection that is lost costs nothing but the time', async () => {
  await using target = await createDatabase()
  const ended: Promise<unknown>[] = []
  const listener = (event: MigrationEvent) => {
    if (event.type === 'staged' && event.table !== 'largest')
      ended.push(
        target.admin(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE application_name LIKE 'litelift % build' AND datname = current_database()`,
        ),
      )
  }
  const report = await migrated(target, { listener })
  expect((await Promise.all(ended)).flat()).toContainEqual({ pg_terminate_backend: true })
  expect(report).toMatchObject({ outcome: 'published', error: null })
  expect(await target.query(INDEXES)).toHaveLength(7)
})
