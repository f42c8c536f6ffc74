import { expect, test } from 'vitest'
import { LiteliftError } from '../../engine/errors.ts'
import type { Listener, Phase } from '../../engine/events.ts'
import type { Report } from '../../engine/report/report.ts'
import { migrate } from '../../engine/migrate.ts'
import { beginMigration } from '../../engine/tasks/begin-migration.ts'
import { buildMigration, failMigration, publishMigration } from '../../engine/tasks/finish-migration.ts'
import { planMigration } from '../../engine/tasks/plan-migration.ts'
import { stageMigrationShard } from '../../engine/tasks/stage-migration-shard.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import { holdCheckpoints } from '../checkpoint-gate.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { begin, BY, execute, finish, requestFor, stageAll } from './execution.ts'
import { comparable } from './comparable.ts'

/** Ordinary tables of several shards, what SQLite itself has to read, and what leaves notes: a weakened key, an orphan, a broken check. */
const FILE = `
  PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;
  CREATE TABLE author (id INTEGER PRIMARY KEY, code UNIQUE);
  CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author, body TEXT, amount INTEGER CHECK (amount > 0), twice AS (amount * 2) STORED);
  CREATE INDEX book_author ON book (author, id);
  CREATE TABLE word (w TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
  INSERT INTO author VALUES (1, 1), (2, '1');
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
  INSERT INTO book SELECT i, CASE i WHEN 7 THEN 99 ELSE 1 + i % 2 END, hex(zeroblob(400)) || i, CASE i WHEN 9 THEN -1 ELSE i END FROM n;
  INSERT INTO word SELECT 'word ' || id, id FROM book WHERE id < 500;
  CREATE VIEW long AS SELECT id FROM book WHERE amount > 10`
/** Some ten shards of that. */
const SHARD = 256 * 1024

const ROWS = `
  SELECT md5(concat((SELECT string_agg(t::text, ',' ORDER BY id) FROM s.author t), (SELECT string_agg(t::text, ',' ORDER BY id) FROM s.book t),
                    (SELECT string_agg(t::text, ',' ORDER BY w) FROM s.word t),
                    (SELECT string_agg(pg_get_constraintdef(oid), ',' ORDER BY conname) FROM pg_constraint WHERE connamespace = 's'::regnamespace),
                    (SELECT string_agg(indexdef, ',' ORDER BY indexname) FROM pg_indexes WHERE schemaname = 's'))) AS digest`
const LEFT = `
  SELECT nspname::text AS left FROM pg_namespace WHERE nspname ~ '^litelift_' UNION ALL SELECT task FROM litelift.task
   UNION ALL SELECT 'plan' FROM litelift.plan UNION ALL SELECT table_name FROM litelift.checkpoint`

async function published(target: TestDatabase): Promise<unknown> {
  const [row] = await target.query<{ digest: string }>(ROWS)
  expect(await target.query(LEFT)).toEqual([])
  return row!.digest
}

/** By one process. */
async function undisturbed(path: string) {
  await using target = await createDatabase()
  const report = await migrate(await requestFor(target, path))
  return { report, digest: await published(target) }
}

test('tasks publish what one process does, and their report is as whole', async () => {
  using folder = scratchFolder()
  const path = folder.database('file.sqlite', FILE)
  const whole = await undisturbed(path)
  expect(whole.report).toMatchObject({ outcome: 'published' })
  expect(whole.report.notes.length).toBeGreaterThan(3)

  await using target = await createDatabase()
  const { report, shards } = await execute(await requestFor(target, path), SHARD)
  expect(shards).toBeGreaterThan(5)
  expect(comparable(report)).toEqual(comparable(whole.report))
  expect(await published(target)).toBe(whole.digest)
  const [row] = await target.query<{ published: Report }>('SELECT published FROM litelift.migration')
  expect(comparable(row!.published)).toEqual(comparable(report))
})

/** More than one batch holds. */
const LARGE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 24) INSERT INTO t SELECT i, hex(zeroblob(1000000)) FROM n`

test('a shard whose time runs short is gone on with, and each row is there once', async () => {
  using folder = scratchFolder()
  await using target = await createDatabase()
  const request = await requestFor(target, folder.database('file.sqlite', LARGE))
  const claimed = await begin(request)
  const { shards } = await planMigration(request, claimed)
  expect(shards).toEqual([0])
  const shard = { ...claimed, shard: 0 }
  expect(await stageMigrationShard({ ...request, signal: AbortSignal.abort() }, shard)).toEqual({
    done: false,
    rows: 0,
  })

  await using gate = await holdCheckpoints(target)
  const deadline = new AbortController()
  const first = stageMigrationShard({ ...request, signal: deadline.signal }, shard)
  await gate.reached()
  deadline.abort()
  const staged = await first
  await gate.open()
  expect(staged.done).toBe(false)
  expect(staged.rows).toBeGreaterThan(0)
  expect(await stageMigrationShard(request, shard)).toEqual({ done: true, rows: 24 - staged.rows })
  expect(await finish(request, claimed)).toMatchObject({ outcome: 'published', rows: 24 })
  expect(await target.query('SELECT count(*)::int, sum(id)::int, min(length(body)) FROM s.t')).toEqual([
    { count: 24, sum: 300, min: 2_000_000 },
  ])
})

test('of two tries of a shard that overlap each row counts once, and a task that comes again finds all done', async () => {
  using folder = scratchFolder()
  const path = folder.database('file.sqlite', FILE)
  const whole = await undisturbed(path)
  await using target = await createDatabase()
  const request = await requestFor(target, path)
  const claimed = await begin(request)
  const { shards } = await planMigration(request, claimed, { shardBytes: SHARD })
  const twice = shards.flatMap((shard) => [shard, shard])
  const ends = await Promise.allSettled(twice.map((shard) => stageMigrationShard(request, { ...claimed, shard })))
  const failed = ends.flatMap((end) => (end.status === 'rejected' ? [(end.reason as LiteliftError).code] : []))
  expect(failed.filter((code) => code !== 'migration-running')).toEqual([])
  await stageAll(request, claimed, shards)
  expect(await planMigration(request, claimed, { shardBytes: SHARD })).toMatchObject({ shards: [] })
  expect(await beginMigration(request, BY)).toEqual({ state: 'running', ...claimed })
  await Promise.all([1, 2].map(async () => await stageAll(request, claimed, shards)))
  await buildMigration(request, claimed)
  const report = await finish(request, claimed)
  expect(await published(target)).toBe(whole.digest)
  expect(comparable(report)).toEqual(comparable(whole.report))
  // Its answer was lost.
  expect(comparable(await publishMigration(request, claimed))).toEqual(comparable(report))
  expect(await beginMigration(request, BY)).toMatchObject({
    state: 'published',
    report: { outcome: 'already-published', rows: report.rows },
  })
})

test('a build waits for what an earlier try of it began', async () => {
  using folder = scratchFolder()
  await using target = await createDatabase()
  const request = await requestFor(target, folder.database('file.sqlite', 'CREATE TABLE t (n INTEGER UNIQUE)'))
  const claimed = await begin(request)
  const { shards } = await planMigration(request, claimed)
  await stageAll(request, claimed, shards)
  await using earlier = await connect(target.settings, `litelift ${claimed.id} ${claimed.claim} build`)
  let isOver = false
  const building = earlier.client.query('SELECT pg_sleep(1)').then(() => (isOver = true))
  await buildMigration(request, claimed)
  expect(isOver).toBe(true)
  await building
  expect(await finish(request, claimed)).toMatchObject({ outcome: 'published' })
})

test('a task of a claim that was taken over changes nothing', async () => {
  using folder = scratchFolder()
  await using target = await createDatabase()
  const path = folder.database('file.sqlite', FILE)
  const request = await requestFor(target, path)
  const claimed = await begin(request)
  const { shards } = await planMigration(request, claimed, { shardBytes: SHARD })
  await stageAll(request, claimed, shards.slice(0, 3))
  await target.query('UPDATE litelift.lease SET lease_until = now()')
  expect(await migrate(request)).toMatchObject({ outcome: 'published' })
  const digest = await published(target)
  const refused = { code: 'migration-running' }
  await expect(stageMigrationShard(request, { ...claimed, shard: 5 })).rejects.toMatchObject(refused)
  await expect(planMigration(request, claimed)).rejects.toMatchObject(refused)
  await expect(buildMigration(request, claimed)).rejects.toMatchObject(refused)
  await expect(publishMigration(request, claimed)).rejects.toMatchObject(refused)
  const error = new LiteliftError('verify-differs', { message: 'It differs.', hint: 'Look.' })
  expect(await failMigration(request, claimed, error.toJSON())).toMatchObject({ outcome: 'failed' })
  expect(await published(target)).toBe(digest)
  expect(await target.query('SELECT state FROM litelift.migration')).toEqual([{ state: 'published' }])
})

test('what fails for good is taken down with all that is known, and leaves nothing; what may be tried again stays', async () => {
  using folder = scratchFolder()
  await using target = await createDatabase()
  const path = folder.database('file.sqlite', FILE)
  const request = await requestFor(target, path, { onOrphan: 'fail' })
  const claimed = await begin(request)
  const { shards } = await planMigration(request, claimed, { shardBytes: SHARD })
  await stageAll(request, claimed, shards)
  const again = new LiteliftError('target-busy', { message: 'Busy.', hint: 'Wait.' })
  expect(await failMigration(request, claimed, again.toJSON())).toMatchObject({ outcome: 'failed-retryable' })

  const failed = await buildMigration(request, claimed).catch((error: unknown) => error as LiteliftError)
  expect(failed).toMatchObject({ code: 'target-refused-values' })
  const report = await failMigration(request, claimed, (failed as LiteliftError).toJSON())
  expect(report).toMatchObject({ id: claimed.id, outcome: 'failed', error: { code: 'target-refused-values' } })
  expect(report.tables.map(({ source }) => source)).toEqual(['author', 'book', 'word'])
  expect(report.phases.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['open', 'inspect', 'plan', 'stage']))
  expect(await target.query(LEFT)).toEqual([])
  expect(await target.query('SELECT state, report FROM litelift.migration')).toMatchObject([
    { state: 'failed', report: { outcome: 'failed' } },
  ])
})

test('where the target was changed since the plan, it is planned anew under the same claim', async () => {
  using folder = scratchFolder()
  await using target = await createDatabase()
  await target.query('CREATE SCHEMA s; CREATE TABLE s.t (n bigint)')
  const file = 'CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1), (2)'
  const request = await requestFor(target, folder.database('file.sqlite', file))
  const claimed = await begin(request)
  const stage = async () => await stageAll(request, claimed, (await planMigration(request, claimed)).shards)
  await stage()
  await target.query('DROP TABLE s.t')
  await expect(finish(request, claimed)).rejects.toMatchObject({ code: 'target-changed', kind: 'again' })
  await stage()
  expect(await finish(request, claimed)).toMatchObject({
    outcome: 'published',
    tables: [{ action: 'create', rows: 2 }],
  })
  expect(await target.query('SELECT n FROM s.t ORDER BY n')).toEqual([{ n: '1' }, { n: '2' }])
  expect(await target.query(LEFT)).toEqual([])
})

test.for<Phase>(['plan', 'stage', 'build', 'verify', 'publish'])(
  'an execution goes on with what one process has done before phase %s',
  async (phase) => {
    using folder = scratchFolder()
    await using target = await createDatabase()
    const request = await requestFor(target, folder.database('file.sqlite', FILE))
    const deadline = new AbortController()
    const listener: Listener = (event) => {
      if (event.type === 'phase-started' && event.phase === phase) deadline.abort()
    }
    const first = await migrate({ ...request, listener, signal: deadline.signal })
    expect(first.error).toMatchObject({ code: 'migration-interrupted' })

    const claimed = await begin(request)
    expect(claimed).toEqual({ id: first.id, claim: '2' })
    const { shards } = await planMigration(request, claimed)
    expect(shards).toHaveLength(phase === 'plan' || phase === 'stage' ? 3 : 0)
    // The message that announced the file comes again meanwhile.
    expect((await migrate(request)).error).toMatchObject({ code: 'migration-running', holder: BY })
    await stageAll(request, claimed, shards)
    const report = await finish(request, claimed)
    expect(report).toMatchObject({ outcome: 'published', rows: 3501 })
    expect(await target.query('SELECT count(*)::int, sum(id)::int FROM s.book')).toEqual([
      { count: 3000, sum: 4_501_500 },
    ])
    expect(await target.query(LEFT)).toEqual([])
  },
)
