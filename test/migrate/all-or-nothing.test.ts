import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import type { Report } from '../../engine/report/report.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { localFile } from './local-file.ts'
import { scratchOfFile } from '../scratch.ts'

const { path: scratch } = scratchOfFile()

function file(name: string, sql: string): string {
  const path = join(scratch, name)
  const database = new Database(path)
  database.exec(sql)
  database.close()
  return path
}

/** Enough rows for several batches of 32 MB and several shards. */
const MANY = `
  CREATE TABLE big (id INTEGER PRIMARY KEY, filler TEXT);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
  INSERT INTO big SELECT i, hex(randomblob(500)) FROM n`

async function run(
  path: string,
  target: TestDatabase,
  more: { signal?: AbortSignal; onStaged?: () => void } = {},
): Promise<Report> {
  return migrate({
    source: await localFile(path),
    target: () => Promise.resolve(target.settings),
    options: { schema: 's', workers: 2 },
    ...(more.signal ? { signal: more.signal } : {}),
    listener: (event) => {
      if (event.type === 'staged') more.onStaged?.()
    },
  })
}

/** Everything that readers of the target can see. */
const VISIBLE = `
  SELECT n.nspname, c.relname, c.relkind, c.relfilenode FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname NOT IN ('litelift', 'pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1, 2`

test('a truncated file changes nothing', async () => {
  await using target = await createDatabase()
  await target.query(
    'CREATE SCHEMA s; CREATE TABLE s.big (id bigint PRIMARY KEY, filler text); INSERT INTO s.big VALUES (1, $$kept$$)',
  )
  const before = await target.query(VISIBLE)
  const path = file('truncated.sqlite', MANY)
  truncateSync(path, 1_000_000)
  const report = await run(path, target)
  expect(report).toMatchObject({ outcome: 'failed', error: { code: 'file-truncated', subject: { file: path } } })
  expect(await target.query(VISIBLE)).toEqual(before)
  expect(await target.query('SELECT * FROM s.big')).toEqual([{ id: '1', filler: 'kept' }])
})

test('a value that the existing column refuses changes nothing and is named', async () => {
  await using target = await createDatabase()
  await target.query(
    'CREATE SCHEMA s; CREATE TABLE s.t (id bigint PRIMARY KEY, n smallint); INSERT INTO s.t VALUES (7, 7)',
  )
  const before = await target.query(VISIBLE)
  const report = await run(
    file(
      'refused.sqlite',
      'CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO t VALUES (1, 1), (2, 70000)',
    ),
    target,
  )
  expect(report.error).toMatchObject({ code: 'target-refused-values', subject: { table: 't', column: 'n' } })
  expect(await target.query(VISIBLE)).toEqual(before)
  expect(await target.query('SELECT * FROM s.t')).toEqual([{ id: '7', n: 7 }])
})

test('an interrupted migration shows nothing, and the next run ends in the complete data once', async () => {
  await using target = await createDatabase()
  const path = file('interrupted.sqlite', MANY)
  const stop = new AbortController()
  const first = await run(path, target, { signal: stop.signal, onStaged: () => stop.abort() })
  expect(first).toMatchObject({ outcome: 'failed-retryable', error: { code: 'migration-interrupted', kind: 'again' } })
  expect(await target.query("SELECT to_regclass('s.big') AS found")).toEqual([{ found: null }])
  const [kept] = await target.query<{ rows: number }>('SELECT sum(rows)::float8 AS rows FROM litelift.checkpoint')
  expect(kept!.rows).toBeGreaterThan(0)
  const second = await run(path, target)
  expect(second).toMatchObject({ outcome: 'published', rows: 60_000 })
  expect(await target.query('SELECT count(*)::int AS rows, count(DISTINCT id)::int AS ids FROM s.big')).toEqual([
    { rows: 60_000, ids: 60_000 },
  ])
  expect(await target.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'litelift\\_%'")).toEqual([])
})

test('the same file again is answered from the ledger', async () => {
  await using target = await createDatabase()
  const path = file('once.sqlite', 'CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1), (2)')
  expect(await run(path, target)).toMatchObject({ outcome: 'published' })
  expect(await run(path, target)).toMatchObject({ outcome: 'already-published', rows: 2 })
  expect(await target.query('SELECT count(*)::int AS rows FROM s.t')).toEqual([{ rows: 2 }])
})
