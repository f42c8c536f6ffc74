import { expect, test } from 'vitest'
import { Loop } from '../../engine/loop/loop.ts'
import type { RawOptions } from '../../engine/options.ts'
import type { StageGroup } from '../../engine/stage/stage-group.ts'
import { stageGroup } from '../../engine/stage/stage-group.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import { openPool } from '../../engine/threads/pool.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { until } from '../until.ts'
import { type Attempt, type StagingOf, stagingOf } from './staging-of.ts'

/** t0 is empty, t1 … t4 have as many rows as their number says. */
const TABLES = [0, 1, 2, 3, 4]
const FILE = TABLES.map(
  (rows) => `CREATE TABLE t${rows} (id INTEGER PRIMARY KEY, n TEXT);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
      INSERT INTO t${rows} SELECT i, 10 * i FROM n WHERE i <= ${rows};`,
).join('\n')

function groupOf(attempt: Attempt): StageGroup {
  return { kind: 'stage-group', shards: attempt.shards.map(({ shard }) => attempt.task(shard)) }
}

async function stage(attempt: Attempt, group = groupOf(attempt)): Promise<number[]> {
  const shares = await stageGroup(attempt.client, new Loop(), group, new AbortController().signal)
  return shares.map(({ rows }) => rows)
}

/** Of each table its rows and how many transactions they came by; and of all of them together. */
async function staged(target: TestDatabase, { schema }: StagingOf) {
  const each = TABLES.map((table) => `SELECT '${table}' AS t, xmin::text AS x FROM ${schema}.t${table}`)
  const [found] = await target.query<{ rows: number[]; transactions: number }>(`
    WITH r AS (${each.join(' UNION ALL ')})
    SELECT ARRAY(SELECT count(x)::int FROM generate_series(0, 4) g LEFT JOIN r ON t = g::text GROUP BY g ORDER BY g) AS rows,
           (SELECT count(DISTINCT x)::int FROM r) AS transactions`)
  return found
}

async function checkpoints(target: TestDatabase) {
  const sql = 'SELECT reached::int, rows::int AS dealt, done FROM litelift.checkpoint ORDER BY shard'
  return await target.query(sql)
}

const DONE = TABLES.map((rows) => ({ reached: rows || null, dealt: rows, done: true }))
const NOT_BEGUN = TABLES.map(() => ({ reached: null, dealt: 0, done: false }))
const NONE = { rows: [0, 0, 0, 0, 0], transactions: 0 }

/** A target whose t3 is there, so that what its column meets comes along to staging. */
async function existing(column: string, before = ''): Promise<TestDatabase> {
  const target = await createDatabase()
  await target.query(`CREATE SCHEMA s; ${before}; CREATE TABLE s.t3 (id bigint PRIMARY KEY, n ${column})`)
  return target
}

test('small tables are staged in one transaction, with the checkpoints of all', async () => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE)
  await using attempt = await staging.attempt()
  expect(await stage(attempt)).toEqual(TABLES)
  expect(await staged(target, staging)).toEqual({ rows: TABLES, transactions: 1 })
  expect(await checkpoints(target)).toEqual(DONE)
  const texts = await target.query(`SELECT id::int, n::text FROM ${staging.schema}.t3 ORDER BY id`)
  expect(texts).toEqual([10, 20, 30].map((n, at) => ({ id: at + 1, n: String(n) })))
})

test('a table with a value that is refused before it is sent is staged alone', async () => {
  await using target = await createDatabase()
  const options: RawOptions = { tables: { t3: { columns: { n: { type: 'integer' } } } } }
  await using staging = await stagingOf(target, `${FILE}; UPDATE t3 SET n = 'free' WHERE id = 2`, options)
  await using attempt = await staging.attempt()
  expect(await stage(attempt)).toEqual(TABLES)
  expect(await staged(target, staging)).toEqual({ rows: [0, 1, 2, 2, 4], transactions: 2 })
  expect(await checkpoints(target)).toEqual(DONE)
  expect(await target.query('SELECT table_name, rowid::int, value FROM litelift.reject')).toEqual([
    { table_name: 't3', rowid: 2, value: 'free' },
  ])
})

test.for([
  ['a CHECK', "text CHECK (n <> '20')", ''],
  ['the CHECK of a domain', 'd', "CREATE DOMAIN s.d AS text CHECK (VALUE <> '20')"],
])('a row that the server refuses by %s is a reject, and all others are there', async ([, column, before]) => {
  await using target = await existing(column!.replace(/^d$/, 's.d'), before)
  await using staging = await stagingOf(target, FILE)
  await using attempt = await staging.attempt()
  expect(await stage(attempt)).toEqual(TABLES)
  expect(await staged(target, staging)).toMatchObject({ rows: [0, 1, 2, 2, 4] })
  expect(await checkpoints(target)).toEqual(DONE)
  expect(await target.query('SELECT table_name, rowid::int, sqlstate FROM litelift.reject')).toEqual([
    { table_name: 't3', rowid: 2, sqlstate: '23514' },
  ])
})

test('a table of few rows that are large is staged alone', async () => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, `${FILE}; UPDATE t3 SET n = hex(zeroblob(20000))`)
  await using attempt = await staging.attempt()
  expect(await stage(attempt)).toEqual(TABLES)
  expect(await staged(target, staging)).toEqual({ rows: TABLES, transactions: 2 })
  expect(await target.query(`SELECT DISTINCT length(n) FROM ${staging.schema}.t3`)).toEqual([{ length: 40_000 }])
  expect(await checkpoints(target)).toEqual(DONE)
})

test('an error that is not about a row names its table and leaves nothing of the group', async () => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE)
  await using attempt = await staging.attempt()
  const { shards } = groupOf(attempt)
  const broken = shards.map((shard, at) => (at === 3 ? { ...shard, table: { ...shard.table, name: 'gone' } } : shard))
  await expect(stage(attempt, { kind: 'stage-group', shards: broken })).rejects.toMatchObject({
    code: 'target-refused-definition',
    subject: { table: 't3' },
    message: expect.stringMatching(/^Copying rows of t3: .*SQLSTATE 42P01/s) as string,
  })
  // Of the class by which rows are refused, but said against a checkpoint.
  await target.query('ALTER TABLE litelift.checkpoint ADD CHECK (rows < 3)')
  await expect(stage(attempt)).rejects.toMatchObject({ message: expect.stringContaining('SQLSTATE 23514') as string })
  expect(await staged(target, staging)).toEqual(NONE)
  expect(await checkpoints(target)).toEqual(NOT_BEGUN)
  await target.query('ALTER TABLE litelift.checkpoint DROP CONSTRAINT checkpoint_rows_check')
  expect(await stage(attempt)).toEqual(TABLES)
})

test('a group of a claim that is taken over while it is staged leaves nothing behind', async () => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE)
  await using attempt = await staging.attempt()
  await using other = await connect(target.settings, 'litelift tests')
  await other.client.query('BEGIN; UPDATE litelift.migration SET claim = claim + 1')
  const running = stage(attempt)
  // It may fail before it is awaited.
  running.catch(() => undefined)
  await until('rows are sent and the claim is asked for', async () => isWaiting(target, 'FOR SHARE'))
  // As whoever takes a migration over does, in an order of its own.
  await other.client.query('UPDATE litelift.checkpoint SET claim = claim + 1 WHERE shard = 4')
  await other.client.query('UPDATE litelift.checkpoint SET claim = claim + 1 WHERE shard < 4; COMMIT')
  await expect(running).rejects.toMatchObject({ code: 'migration-running' })
  expect(await staged(target, staging)).toEqual(NONE)
  expect(await checkpoints(target)).toEqual(NOT_BEGUN)
})

test('of two tries of one group only one counts', async () => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE)
  await using attempt = await staging.attempt()
  const again = groupOf(attempt)
  expect(await stage(attempt)).toEqual(TABLES)
  await expect(stage(attempt, again)).rejects.toMatchObject({ code: 'migration-running' })
  expect(await staged(target, staging)).toEqual({ rows: TABLES, transactions: 1 })
})

test.for([
  ['is stopped', 'migration-interrupted'],
  ['loses its server', 'target-connection-lost'],
])('a group that %s while its rows are sent has staged nothing, and the next attempt does', async ([how, code]) => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE)
  {
    await using attempt = await staging.attempt()
    await using holder = await connect(target.settings, 'litelift tests')
    await holder.client.query(`BEGIN; LOCK TABLE ${staging.schema}.t3`)
    await using pool = openPool(0)
    const stop = new AbortController()
    const running = pool.run<'stage-group'>([groupOf(attempt)], { signal: stop.signal })
    running.catch(() => undefined)
    await until('two of its tables are copied', async () => isWaiting(target, 'COPY'))
    if (how === 'is stopped') stop.abort()
    else await target.admin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${waiting('COPY')}`)
    await expect(running).rejects.toMatchObject({ code, kind: 'again' })
  }
  expect(await staged(target, staging)).toEqual(NONE)
  expect(await checkpoints(target)).toEqual(NOT_BEGUN)
  await using next = await staging.attempt()
  expect(await stage(next)).toEqual(TABLES)
  expect(await staged(target, staging)).toEqual({ rows: TABLES, transactions: 1 })
})

test('what one shard has staged by itself stays when the group that takes it up is resumed', async () => {
  await using target = await existing("text CHECK (n <> '20')")
  await using staging = await stagingOf(target, FILE)
  {
    await using first = await staging.attempt()
    const stop = new AbortController()
    // Row 1 is in, row 2 refused.
    await expect(first.stage(3, stop.signal, () => stop.abort())).rejects.toMatchObject({
      code: 'migration-interrupted',
    })
  }
  const [{ dealt }] = (await checkpoints(target)).slice(3) as [{ dealt: number }]
  expect(dealt).toBeGreaterThan(0)
  await using second = await staging.attempt()
  expect(await stage(second)).toEqual([0, 1, 2, 3 - dealt, 4])
  expect(await staged(target, staging)).toMatchObject({ rows: [0, 1, 2, 2, 4] })
  expect(await checkpoints(target)).toEqual(DONE)
})

const waiting = (statement: string) => `wait_event_type = 'Lock' AND query LIKE '%${statement}%'`

async function isWaiting(target: TestDatabase, statement: string): Promise<boolean> {
  const sql = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND ${waiting(statement)}`
  return (await target.admin(sql)).length > 0
}
