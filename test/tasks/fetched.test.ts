import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { CreateBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { s3Object } from '../../aws/s3/object.ts'
import { fetchPages } from '../../aws/s3/pages.ts'
import { workFiles } from '../../aws/s3/work-files.ts'
import { LiteliftError } from '../../engine/errors.ts'
import type { RawOptions } from '../../engine/options.ts'
import { migrate } from '../../engine/migrate.ts'
import type { Report } from '../../engine/report/report.ts'
import { digestMigrationShard } from '../../engine/tasks/digest-shards.ts'
import { buildMigration, failMigration } from '../../engine/tasks/finish-migration.ts'
import { planMigration } from '../../engine/tasks/plan-migration.ts'
import { profileMigrationShard } from '../../engine/tasks/profile-shards.ts'
import type { Reading } from '../../engine/tasks/reading.ts'
import { stageMigrationShard } from '../../engine/tasks/stage-migration-shard.ts'
import type { TaskRequest } from '../../engine/tasks/task.ts'
import { verifyMigration } from '../../engine/tasks/verify-migration.ts'
import { startS3OnThread } from '../../local/standins/s3-on-thread.ts'
import { upload } from '../../local/standins/upload.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { begin, digestAll, finish, requestFor } from './execution.ts'
import { comparable } from './comparable.ts'

const FILE = `
  CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER, body TEXT, day DATE);
  CREATE INDEX by_author ON book (author);
  CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
  INSERT INTO book SELECT i, i % 100, hex(randomblob(150 + i % 100)), date('2020-01-01', (i % 900) || ' days') FROM n;
  INSERT INTO author SELECT DISTINCT author, 'author ' || author FROM book`
/** What SQLite itself has to read. */
const COPIED = `;
  CREATE TABLE word (w TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
  INSERT INTO word SELECT 'word ' || id, id FROM book`

const TOTALS = `
  SELECT count(*)::int AS rows, sum(author)::int AS authors, count(DISTINCT day)::int AS days, max(pg_typeof(day)::text) AS type FROM s.book`
const EXPECTED = [{ rows: 20_000, authors: 990_000, days: 900, type: 'date' }]

/** A file in S3, and the request for its tasks. */
interface InS3 extends AsyncDisposable {
  request: TaskRequest
  /** How often it was brought to a disk; bytes that were fetched, by pages, of each time that it or a file of work was opened. */
  used: { obtained: number; fetched: number[]; work: string[] }
  /** Keys of what tasks left. */
  left(): Promise<string[]>
}

async function inS3(
  target: TestDatabase,
  path: string,
  { whole, parts, obtainable = true }: Pick<Reading, 'whole' | 'parts'> & { obtainable?: boolean },
  options: RawOptions = {},
): Promise<InS3> {
  await using started = new AsyncDisposableStack()
  const s3 = started.use(await startS3OnThread())
  const name = { bucket: 'uploads', key: 'book.db' }
  for (const Bucket of ['uploads', 'reports']) await s3.client.send(new CreateBucketCommand({ Bucket }))
  await upload(s3.client, path, name)
  const environment = { ...process.env, ...s3.environment }
  const source = await s3Object({ client: s3.client, ...name, environment })
  const files = workFiles(s3.client, { bucket: 'reports', prefix: 'work/', environment })
  const used: InS3['used'] = { obtained: 0, fetched: [], work: [] }
  const request: TaskRequest = {
    ...(await requestFor(target, path, options)),
    source: {
      ...source,
      async obtain(signal) {
        if (!obtainable)
          throw new LiteliftError('file-too-large', { message: 'The disk has room for 1 MB.', hint: 'Take another.' })
        used.obtained++
        return await source.obtain(signal)
      },
      async fetch(signal) {
        const fetching = await fetchPages(s3.client, name, { signal, environment })
        return {
          file: fetching.file,
          async [Symbol.asyncDispose]() {
            used.fetched.push(fetching.fetched.bytes)
            await fetching[Symbol.asyncDispose]()
          },
        }
      },
    },
    reading: {
      whole,
      parts,
      files: {
        ...files,
        async fetch(id, name, signal) {
          const found = await files.fetch(id, name, signal)
          if (found) used.work.push(name)
          return found
        },
      },
    },
  }
  const kept = started.move()
  return {
    request,
    used,
    async left() {
      const { Contents = [] } = await s3.client.send(new ListObjectsV2Command({ Bucket: 'reports' }))
      return Contents.map(({ Key }) => Key!.replace(/[0-9a-f]{16}/, 'id'))
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** Of a report what the same file gives in one process. */
function sameContent(report: Report) {
  return { ...comparable(report), phases: [], source: '', notes: report.notes.map(({ code }) => code) }
}

async function inOneProcess(path: string, options: RawOptions = {}): Promise<Report> {
  await using target = await createDatabase()
  return await migrate({ ...(await requestFor(target, path)), options: { schema: 's', verify: 'full', ...options } })
}

test('tasks fetch what their shards need, of a file that fits a disk', async () => {
  using folder = scratchFolder()
  const path = folder.database('book.db', FILE)
  const size = statSync(path).size
  await using target = await createDatabase()
  await using s3 = await inS3(target, path, { whole: true, parts: true })
  const { request, used } = s3
  const claimed = await begin(request)
  const planned = await planMigration(request, claimed, { shardBytes: size / 8, leavesRows: true })
  if (!planned.isPlanned) throw new Error('it is read from the disk')
  expect(planned.shards.length).toBeGreaterThanOrEqual(8)
  expect(used).toMatchObject({ obtained: 1, fetched: [] })
  for (const shard of planned.shards)
    expect(await stageMigrationShard(request, { ...claimed, shard })).toMatchObject({ done: true })
  expect(used.obtained).toBe(1)
  expect(used.fetched).toHaveLength(planned.shards.length)
  for (const bytes of used.fetched) expect(bytes).toBeLessThan(size / 3)
  const before = used.fetched.length
  expect(await finish(request, claimed, size / 5)).toMatchObject({ outcome: 'published', source: { bytes: size } })
  // What digests of shards settle, nobody reads again.
  expect(used.obtained).toBe(1)
  const [cutting, ...digested] = used.fetched.slice(before)
  expect(cutting).toBeLessThan(size / 3)
  expect(digested.length).toBeGreaterThanOrEqual(5)
  for (const bytes of digested) expect(bytes).toBeLessThan(size / 3)
  expect(await target.query(TOTALS)).toEqual(EXPECTED)
  expect(await s3.left()).toEqual([])
})

test('digests of shards hide nothing: what differs is named as by one task that reads all, without a disk for the file', async () => {
  using folder = scratchFolder()
  const path = folder.database(
    'book.db',
    `CREATE TABLE none (n INTEGER); ${FILE}; CREATE TABLE mixed (n); INSERT INTO mixed VALUES (1), ('one')`,
  )
  const shardBytes = statSync(path).size * 0.6
  await using target = await createDatabase()
  await using s3 = await inS3(target, path, { whole: true, parts: true, obtainable: false })
  const { request } = s3
  const claimed = await begin(request)
  const { shards } = await planMigration(request, claimed, { shardBytes })
  for (const shard of shards) await stageMigrationShard(request, { ...claimed, shard })
  const staging = `litelift_${claimed.id}`
  const verified = async (inShards: boolean) => {
    await buildMigration(request, claimed)
    if (inShards) await digestAll(request, claimed, shardBytes)
    return await verifyMigration(request, claimed).catch((error: unknown) => (error as LiteliftError).toJSON())
  }
  expect(await verified(true)).toEqual({ isVerified: true })
  const changes = [
    `UPDATE ${staging}.book SET body = overlay(body PLACING 'x' FROM 90) WHERE id = 12345`,
    `UPDATE ${staging}.mixed SET n = 'One' WHERE n = 'one'`,
  ]
  for (const change of changes) {
    await target.query(change)
    const inShards = await verified(true)
    expect([change, inShards]).toMatchObject([change, { code: 'verify-differs' }])
    expect(inShards).toEqual(await verified(false))
  }
})

test('rows that were left out, references that became NULL and constants are verified beside digests', async () => {
  using folder = scratchFolder()
  const path = folder.database(
    'book.db',
    `PRAGMA foreign_keys = OFF; ${FILE.replace('20000', '2000')};
    CREATE TABLE loan (id INTEGER PRIMARY KEY, book INTEGER REFERENCES book, note TEXT);
    INSERT INTO loan SELECT id, id + 10, 'note ' || id FROM book WHERE id > 1900;
    CREATE TABLE remark (id INTEGER PRIMARY KEY, t TEXT); INSERT INTO remark VALUES (1, 'one'), (2, char(0)), (3, 'three')`,
  )
  await using target = await createDatabase()
  const options: RawOptions = {
    onReject: 'continue',
    onOrphan: 'null',
    invalidText: 'reject',
    addColumns: { device: '7' },
  }
  await using s3 = await inS3(target, path, { whole: true, parts: true }, options)
  const { request } = s3
  const claimed = await begin(request)
  const shardBytes = statSync(path).size * 0.6
  const { shards } = await planMigration(request, claimed, { shardBytes })
  for (const shard of shards) await stageMigrationShard(request, { ...claimed, shard })
  const staging = `litelift_${claimed.id}`
  const verified = async (change: string) => {
    await target.query(change)
    await buildMigration(request, claimed)
    await digestAll(request, claimed, shardBytes)
    return await verifyMigration(request, claimed)
  }
  const differs = (message: RegExp) => ({ code: 'verify-differs', message: expect.stringMatching(message) as string })
  await expect(verified(`UPDATE ${staging}.book SET device = '8' WHERE id = 5`)).rejects.toMatchObject(
    differs(/book holds 1999 rows/),
  )
  await expect(
    verified(`UPDATE ${staging}.book SET device = '7'; UPDATE ${staging}.loan SET note = '' WHERE id = 1901`),
  ).rejects.toMatchObject(differs(/id 1901: note is note 1901/))
  await target.query(`UPDATE ${staging}.loan SET note = 'note 1901' WHERE id = 1901`)
  expect(await finish(request, claimed, shardBytes)).toMatchObject({
    outcome: 'published-with-rejects',
    rejects: { rows: 1 },
  })
  expect(await target.query('SELECT count(*)::int FROM s.loan WHERE book IS NULL')).toEqual([{ count: 10 }])
})

test('digests that come twice, or are asked for twice, change nothing', async () => {
  using folder = scratchFolder()
  const path = folder.database('book.db', FILE)
  const shardBytes = statSync(path).size / 3
  await using target = await createDatabase()
  await using s3 = await inS3(target, path, { whole: true, parts: true })
  const { request, used } = s3
  const claimed = await begin(request)
  const { shards } = await planMigration(request, claimed, { shardBytes })
  for (const shard of shards) await stageMigrationShard(request, { ...claimed, shard })
  await buildMigration(request, claimed)
  const ask = () => verifyMigration(request, claimed, { shardBytes, leavesRows: true })
  const digest = (shard: number) => digestMigrationShard(request, { ...claimed, shard })
  const asked = await ask()
  if (asked.isVerified) throw new Error('there is something to digest')
  const [first, second, ...others] = asked.shards as [number, number, ...number[]]
  await Promise.all([digest(first), digest(first), digest(second), ask(), ask()])
  expect(await ask()).toEqual({ isVerified: false, shards: others })
  for (const shard of others) await digest(shard)
  const before = used.fetched.length
  await digest(first)
  expect(used.fetched).toHaveLength(before)
  // All is known by now.
  expect(await ask()).toEqual({ isVerified: true })
  expect(used.obtained).toBe(1)
  const other = { code: 'migration-running' }
  await expect(digest(asked.shards.length)).rejects.toMatchObject(other)
  await expect(digestMigrationShard(request, { ...claimed, claim: '7', shard: first })).rejects.toMatchObject(other)
  // Rows may be others after a build.
  await buildMigration(request, claimed)
  await expect(digest(first)).rejects.toMatchObject(other)
  expect(await finish(request, claimed)).toMatchObject({ outcome: 'published' })
  expect(await target.query('SELECT shard FROM litelift.part')).toEqual([])
})

test('a file that no disk has room for is profiled in shards, staged and verified by its pages', async () => {
  using folder = scratchFolder()
  const path = folder.database('book.db', FILE)
  const size = statSync(path).size
  await using target = await createDatabase()
  await using s3 = await inS3(target, path, { whole: true, parts: true, obtainable: false })
  const { request, used } = s3
  const claimed = await begin(request)
  const shardBytes = size / 8
  const toProfile = await planMigration(request, claimed, { shardBytes, leavesRows: true })
  if (toProfile.isPlanned) throw new Error('it is to be profiled first')
  expect(toProfile.shards.length).toBeGreaterThanOrEqual(8)
  const before = used.fetched.length
  const [last, ...shards] = toProfile.shards.toReversed()
  for (const shard of [...shards, shards[0]!]) await profileMigrationShard(request, { ...claimed, shard })
  // A try that comes again reads nothing.
  expect(used.fetched.length - before).toBe(shards.length)
  for (const bytes of used.fetched.slice(before)) expect(bytes).toBeLessThan(size / 3)
  // One that is left is not worth a task.
  expect(last).toBeDefined()
  const planned = await planMigration(request, claimed, { shardBytes, leavesRows: true })
  if (!planned.isPlanned) throw new Error('all but one were profiled')
  for (const shard of planned.shards) await stageMigrationShard(request, { ...claimed, shard })
  const report = await finish(request, claimed, size * 0.6)
  expect(sameContent(report)).toEqual(sameContent({ ...(await inOneProcess(path)), id: claimed.id }))
  expect(await target.query(TOTALS)).toEqual(EXPECTED)
  expect(used.obtained).toBe(0)
  expect(await target.query('SELECT shard FROM litelift.part')).toEqual([])
})

test('what SQLite has to make of a file is made once, and removed in the end', async () => {
  using folder = scratchFolder()
  const database = folder.database('book.db', FILE + COPIED)
  const path = `${folder.path}/book.db.gz`
  writeFileSync(path, gzipSync(readFileSync(database), { level: 1 }))
  await using target = await createDatabase()
  await using s3 = await inS3(target, path, { whole: true, parts: true })
  const { request, used } = s3
  const claimed = await begin(request)
  const { shards } = await planMigration(request, claimed, { shardBytes: statSync(database).size / 8 })
  expect(await s3.left()).toEqual(['work/id/copies', 'work/id/database'])
  for (const shard of shards) await stageMigrationShard(request, { ...claimed, shard })
  expect(used.obtained).toBe(1)
  expect(used.work).toHaveLength(shards.length)
  expect(new Set(used.work)).toEqual(new Set(['database', 'copies']))
  const report = await finish(request, claimed, statSync(database).size * 0.6)
  expect(sameContent(report)).toEqual(sameContent({ ...(await inOneProcess(path)), id: claimed.id }))
  expect(await target.query('SELECT count(*)::int, sum(n)::int FROM s.word')).toEqual([
    { count: 20_000, sum: 200_010_000 },
  ])
  expect(await s3.left()).toEqual([])
})

test('what was left for tasks and is gone is made again, and nothing is left of what fails', async () => {
  using folder = scratchFolder()
  const path = folder.database('book.db', FILE + COPIED)
  await using target = await createDatabase()
  await using s3 = await inS3(target, path, { whole: true, parts: false }, { verify: 'counts' })
  const { request, used } = s3
  const claimed = await begin(request)
  const { shards } = await planMigration(request, claimed, { shardBytes: 2 ** 21 })
  expect(await s3.left()).toEqual(['work/id/copies'])
  await request.reading!.files.remove(claimed.id)
  for (const shard of shards) await stageMigrationShard(request, { ...claimed, shard })
  expect(used).toMatchObject({ obtained: 1 + shards.length, fetched: [], work: [] })
  await planMigration(request, claimed, { shardBytes: 2 ** 21 })
  expect(await s3.left()).toEqual(['work/id/copies'])
  const error = new LiteliftError('verify-differs', { message: 'It differs.', hint: 'Look.' })
  const again = new LiteliftError('target-busy', { message: 'Busy.', hint: 'Wait.' })
  await failMigration(request, claimed, again.toJSON())
  expect(await s3.left()).toEqual(['work/id/copies'])
  await failMigration(request, claimed, error.toJSON())
  expect(await s3.left()).toEqual([])
})

test('what needs a disk and fits none is refused, with what and why', async () => {
  using folder = scratchFolder()
  await using target = await createDatabase()
  const sql = 'CREATE TABLE word (w TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID'
  const path = folder.database('word.db', sql)
  {
    await using s3 = await inS3(target, path, { whole: true, parts: true, obtainable: false })
    const claimed = await begin(s3.request)
    await expect(planMigration(s3.request, claimed)).rejects.toMatchObject({
      code: 'file-needs-disk',
      message: expect.stringContaining('word is WITHOUT ROWID') as string,
    })
  }
  const packed = `${path}.gz`
  writeFileSync(packed, gzipSync(readFileSync(path)))
  await using s3 = await inS3(target, packed, { whole: true, parts: true, obtainable: false })
  const claimed = await begin(s3.request)
  await expect(planMigration(s3.request, claimed)).rejects.toMatchObject({
    code: 'file-needs-disk',
    message: expect.stringMatching(/packed or a dump.*room for 1 MB/) as string,
  })
})
