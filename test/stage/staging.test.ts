import { expect, test } from 'vitest'
import { fingerprintOf } from '../../engine/plan/fingerprint.ts'
import { createDatabase } from '../database.ts'
import { stagingOf } from './staging-of.ts'

/** Several leaf pages a table, so that shards can be cut; `twice` is generated. */
const FILE = `
  CREATE TABLE a (id INTEGER PRIMARY KEY, said TEXT, twice AS (id * 2) STORED);
  CREATE TABLE b (id INTEGER PRIMARY KEY);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
  INSERT INTO a SELECT i, hex(zeroblob(50)) FROM n;
  INSERT INTO b VALUES (7)`

const CHECKPOINTS = `
  SELECT shard, claim, table_name, low, high, reached, rows::int AS rows, done FROM litelift.checkpoint ORDER BY shard`

/** A leaf page or two. */
const SMALL = { shardBytes: 2 * 4096 }

test('staging begins with an empty table and a checkpoint for every shard', async () => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE)
  await using attempt = await staging.attempt(SMALL)
  const { shards } = attempt
  expect(shards.length).toBeGreaterThan(3)
  expect(shards).toEqual(shards.map(({ table, range }, shard) => ({ table, shard, range, rows: 0, done: false })))
  expect(shards.map(({ table }) => table.name).toSorted()).toEqual(shards.map(({ table }) => table.name))
  expect(await target.query(CHECKPOINTS)).toEqual(
    shards.map(({ table, shard, range: { after, through } }) => ({
      shard,
      claim: '1',
      table_name: table.source,
      low: after?.toString() ?? null,
      high: through?.toString() ?? null,
      reached: null,
      rows: 0,
      done: false,
    })),
  )
  expect(await target.query(`SELECT FROM ${staging.schema}.a`)).toEqual([])
  expect(await target.query('SELECT fingerprint FROM litelift.migration')).toEqual([
    { fingerprint: fingerprintOf(staging.plan) },
  ])
})

test('a generated column is staged with the values of the file', async () => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE)
  await using attempt = await staging.attempt()
  expect(await attempt.stage(0)).toEqual([300])
  expect(await target.query(`SELECT twice FROM ${staging.schema}.a WHERE id = 300`)).toEqual([{ twice: '600' }])
})

test('the next attempt goes on behind what is committed, under a claim of its own', async () => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE)
  let shards
  {
    await using first = await staging.attempt(SMALL)
    shards = first.shards
    await first.stage(1)
  }
  // The server gives rows in their order on disk then, in which those that were changed come last.
  const { user } = target.settings
  await target.admin(`ALTER ROLE ${user} SET enable_indexscan = off; ALTER ROLE ${user} SET enable_bitmapscan = off`)
  // As after one batch of several.
  await target.query('UPDATE litelift.checkpoint SET reached = 5, rows = 5 WHERE shard = 0')
  await using second = await staging.attempt()
  const [half, whole, ...untouched] = second.shards
  expect(half).toEqual({ ...shards[0], range: { after: 5n, through: shards[0]!.range.through }, rows: 5 })
  expect(whole).toMatchObject({
    shard: 1,
    done: true,
    rows: Number(shards[1]!.range.through! - shards[1]!.range.after!),
  })
  expect(untouched).toEqual(shards.slice(2))
  expect(new Set((await target.query(CHECKPOINTS)).map(({ claim }) => claim))).toEqual(new Set(['2']))

  for (const { shard, done } of second.shards) if (!done) await second.stage(shard)
  // The first five are those that the checkpoint was made to say.
  expect(await target.query(`SELECT count(*)::int AS rows, min(id)::int AS first FROM ${staging.schema}.a`)).toEqual([
    { rows: 295, first: 6 },
  ])
})

test('what cannot be resumed is staged anew', async () => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE)
  {
    await using first = await staging.attempt(SMALL)
    await first.stage(0)
  }
  await target.query(
    "INSERT INTO litelift.reject (migration, table_name, rowid, reason) SELECT id, 'a', 1, 'is no number' FROM litelift.migration",
  )
  await using second = await staging.attempt({ resume: false })
  expect(second.shards.map(({ table, rows, done }) => [table.name, rows, done])).toEqual([
    ['a', 0, false],
    ['b', 0, false],
  ])
  expect(await target.query(CHECKPOINTS)).toHaveLength(2)
  expect(await target.query(`SELECT FROM ${staging.schema}.a`)).toEqual([])
  expect(await target.query('SELECT FROM litelift.reject')).toEqual([])
})

test('nothing is resumed where the staging schema is gone', async () => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE)
  {
    await using first = await staging.attempt()
    await first.stage(0)
  }
  await target.query(`DROP SCHEMA ${staging.schema} CASCADE`)
  await using second = await staging.attempt()
  expect(second.shards).toMatchObject([
    { rows: 0, done: false },
    { rows: 0, done: false },
  ])
  expect(await second.stage(0)).toEqual([300])
})

test('a file without tables has a staging schema without shards', async () => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, 'CREATE VIEW v AS SELECT 1 AS one')
  await using attempt = await staging.attempt()
  expect(attempt.shards).toEqual([])
  expect(await target.query('SELECT nspname FROM pg_namespace WHERE nspname = $1', [staging.schema])).toHaveLength(1)
})
