import { once } from 'node:events'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import type { RawOptions } from '../../engine/options.ts'
import type { Report } from '../../engine/report/report.ts'
import { holdCheckpoints } from '../checkpoint-gate.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { localFile } from './local-file.ts'
import { scratchOfFile } from '../scratch.ts'

const { path: scratch } = scratchOfFile()

function file(name: string, fill: (database: Database.Database) => void): string {
  const path = join(scratch, name)
  const database = new Database(path)
  database.transaction(fill)(database)
  database.close()
  return path
}

async function run(
  path: string,
  target: TestDatabase,
  options: RawOptions,
  more: { signal?: AbortSignal; onStaged?: () => void } = {},
): Promise<Report> {
  return migrate({
    source: await localFile(path),
    target: () => Promise.resolve(target.settings),
    options: { schema: 's', workers: 2, verify: 'full', onReject: 'continue', ...options },
    ...(more.signal ? { signal: more.signal } : {}),
    listener: (event) => {
      if (event.type === 'staged') more.onStaged?.()
    },
  })
}

const WIDE = 1100
const columns = Array.from({ length: WIDE }, (_, i) => `c${i} INTEGER`).join(', ')

/** Every row of 8-byte integers that are not NULL is wider than a page, and numbers cannot be moved out of it. */
function wide(isFull: (id: number) => boolean, rows: number): (database: Database.Database) => void {
  return (database) => {
    database.exec(`CREATE TABLE wide (id INTEGER PRIMARY KEY, ${columns})`)
    const few = database.prepare('INSERT INTO wide (id, c0) VALUES (?, 9007199254740993)')
    const full = database.prepare(`INSERT INTO wide VALUES (?${', 9007199254740993'.repeat(WIDE)})`)
    for (let id = 1; id <= rows; id++) (isFull(id) ? full : few).run(id)
  }
}

test('rows that the server refuses are found one by one, and the others arrive', async () => {
  await using target = await createDatabase()
  const refused = new Set([1, 2, 700, 1999, 2000])
  const path = file(
    'wide.sqlite',
    wide((id) => refused.has(id), 2000),
  )
  const report = await run(path, target, {})
  expect(report.error).toBe(null)
  expect(report).toMatchObject({
    outcome: 'published-with-rejects',
    tables: [{ rows: 2000, inserted: 1995, rejected: 5 }],
  })
  expect(report.rejects.first).toMatchObject(
    [...refused].map((id) => ({ table: 'wide', rowid: String(id), column: null, value: null, sqlstate: '54000' })),
  )
  expect(report.rejects.first[0]!.reason).toMatch(/^was refused by PostgreSQL: row is too big/)
  expect(await target.query('SELECT count(*)::int, count(DISTINCT id)::int AS ids FROM s.wide')).toEqual([
    { count: 1995, ids: 1995 },
  ])
})

test('a table of which the server refuses every row is published empty, or fails', async () => {
  await using target = await createDatabase()
  const path = file(
    'all-wide.sqlite',
    wide(() => true, 40),
  )
  expect(await run(path, target, { onReject: 'fail' })).toMatchObject({
    outcome: 'failed',
    error: { code: 'target-refused-values', subject: { table: 'wide', rowid: '1' } },
    rejects: { rows: 40, byReason: [{ table: 'wide', column: null, rows: 40 }] },
  })
  expect(await run(path, target, {})).toMatchObject({ outcome: 'published-with-rejects', rejects: { rows: 40 } })
  expect(await target.query('SELECT count(*)::int FROM s.wide')).toEqual([{ count: 0 }])
})

const PRICES: RawOptions = { tables: { book: { columns: { price: { type: 'integer' } } } } }

test('a batch of refused rows is bounded, and the list as well', async () => {
  await using target = await createDatabase()
  const path = file('refused.sqlite', (database) => {
    database.exec(`CREATE TABLE book (price TEXT);
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12001)
      INSERT INTO book SELECT iif(i = 6000, '6', 'x') FROM n`)
  })
  const report = await run(path, target, PRICES)
  expect(report).toMatchObject({
    outcome: 'published-with-rejects',
    rejects: { rows: 12_000, byReason: [{ column: 'price', reason: 'is no integer', rows: 12_000 }] },
  })
  expect(report.rejects.first).toHaveLength(20)
  expect(await target.query('SELECT price FROM s.book')).toEqual([{ price: 6 }])
})

test('after an interruption every reject is there once', async () => {
  await using target = await createDatabase()
  const path = file('interrupted.sqlite', (database) => {
    database.exec(`CREATE TABLE book (id INTEGER PRIMARY KEY, price TEXT, filler TEXT);
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
      INSERT INTO book SELECT i, iif(i % 500 = 0, 'free', i), hex(randomblob(500)) FROM n`)
  })
  await using gate = await holdCheckpoints(target)
  const stop = new AbortController()
  const interrupted = run(path, target, PRICES, { signal: stop.signal, onStaged: () => stop.abort() })
  await once(stop.signal, 'abort')
  await gate.open()
  const first = await interrupted
  expect(first).toMatchObject({ outcome: 'failed-retryable', error: { code: 'migration-interrupted' } })
  const [kept] = await target.query<{ count: number }>('SELECT count(*)::int FROM litelift.reject')
  expect(kept!.count).toBeGreaterThan(0)
  expect(kept!.count).toBeLessThan(120)
  const [staged] = await target.query<{ rows: number; rejects: number }>(
    `SELECT sum(rows)::int AS rows, (SELECT count(*)::int FROM litelift.reject) AS rejects FROM litelift.checkpoint`,
  )
  const [there] = await target.query<{ count: number }>(`SELECT count(*)::int FROM litelift_${first.id}.book`)
  expect(there!.count + staged!.rejects).toBe(staged!.rows)

  const second = await run(path, target, PRICES)
  expect(second).toMatchObject({ outcome: 'published-with-rejects', id: first.id, rejects: { rows: 120 } })
  expect(await target.query('SELECT count(*)::int FROM s.book')).toEqual([{ count: 59_880 }])
  expect(await target.query('SELECT count(*)::int FROM litelift.reject')).toEqual([{ count: 120 }])
})

test('what is staged anew begins without rejects', async () => {
  await using target = await createDatabase()
  const path = file('anew.sqlite', (database) => {
    database.exec("CREATE TABLE book (price TEXT); INSERT INTO book VALUES ('1'), ('x')")
  })
  expect(await run(path, target, { ...PRICES, onReject: 'fail' })).toMatchObject({ rejects: { rows: 1 } })
  expect(await run(path, target, {})).toMatchObject({ outcome: 'published', rejects: { rows: 0, first: [] } })
  expect(await target.query('SELECT * FROM litelift.reject')).toEqual([])
})

test('a child of a rejected parent keeps its foreign key for new rows', async () => {
  await using target = await createDatabase()
  const path = file('orphans.sqlite', (database) => {
    database.exec(`CREATE TABLE author (id INTEGER PRIMARY KEY, born TEXT);
      CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author);
      INSERT INTO author VALUES (1, '1900-01-01'), (2, 'long ago'); INSERT INTO book VALUES (1, 1), (2, 2)`)
  })
  const report = await run(path, target, { tables: { author: { columns: { born: { type: 'date' } } } } })
  expect(report).toMatchObject({ outcome: 'published-with-rejects', notes: [{ code: 'foreign-key-not-valid' }] })
  expect(await target.query('SELECT id FROM s.book ORDER BY id')).toEqual([{ id: '1' }, { id: '2' }])
})

test('an existing table takes the other rows, and the numbers add up', async () => {
  await using target = await createDatabase()
  await target.query(
    'CREATE SCHEMA s; CREATE TABLE s.book (id bigint PRIMARY KEY, price integer); INSERT INTO s.book VALUES (1, 9), (5, 5)',
  )
  const path = file('existing.sqlite', (database) => {
    database.exec(`CREATE TABLE book (id INTEGER PRIMARY KEY, price TEXT);
      INSERT INTO book VALUES (1, '1'), (2, '2'), (3, 'x'), (4, '4'), (5, '5')`)
  })
  const report = await run(path, target, PRICES)
  expect(report.error).toBe(null)
  expect(report.tables).toMatchObject([{ rows: 5, inserted: 2, unchanged: 1, skipped: 1, rejected: 1 }])
  expect(await target.query('SELECT id::int FROM s.book ORDER BY id')).toEqual([1, 2, 4, 5].map((id) => ({ id })))
})
