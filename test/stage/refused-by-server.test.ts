import { expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../database.ts'
import { stagingOf } from './staging-of.ts'

const ROWS = 100
const FILE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS}) INSERT INTO t SELECT i, i FROM n`

/** An existing table whose CHECK comes along to staging. */
async function refusing(condition: string): Promise<TestDatabase> {
  const target = await createDatabase()
  await target.query(`CREATE SCHEMA s; CREATE TABLE s.t (id bigint PRIMARY KEY, n bigint CHECK (${condition}))`)
  return target
}

test('rows that the server refuses are found with ever fewer rows, and batches grow again', async () => {
  const refused = [1, 2, 60, ROWS]
  await using target = await refusing(`n NOT IN (${refused.join(', ')})`)
  await using staging = await stagingOf(target, FILE)
  await using attempt = await staging.attempt()
  // 100, 7 and 1 are refused, so 1 and 2 stand alone; then 1, 2, 4 … at a time, and a 16th where one of 32, 16, 8 … is refused.
  const upTo60 = [1, 1, 1, 2, 4, 8, 16, 2, 4, 8, 1, 2, 4, 1, 2, 1, 1, 1]
  const upTo100 = [1, 2, 4, 8, 16, 1, 2, 4, 1, 1]
  expect(await attempt.stage()).toEqual([...upTo60, ...upTo100, 0])
  const rejects = 'SELECT rowid::int, column_name, value, sqlstate, reason FROM litelift.reject ORDER BY rowid'
  expect(await target.query(rejects)).toEqual(
    refused.map((rowid) => ({
      rowid,
      column_name: null,
      value: null,
      sqlstate: '23514',
      reason: expect.stringContaining('was refused by PostgreSQL: ') as string,
    })),
  )
  expect(await target.query(`SELECT count(*)::int AS rows, sum(n)::int AS sum FROM ${staging.schema}.t`)).toEqual([
    { rows: ROWS - 4, sum: (ROWS * (ROWS + 1)) / 2 - 163 },
  ])
  expect(await target.query('SELECT reached, rows::int AS dealt, done FROM litelift.checkpoint')).toEqual([
    { reached: '100', dealt: ROWS, done: true },
  ])
})

test('an error that is not about a row ends the shard', async () => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE)
  await using attempt = await staging.attempt()
  // Of the class by which rows are refused, but said against the checkpoint.
  await target.query('ALTER TABLE litelift.checkpoint ADD CHECK (rows < 3)')
  await expect(attempt.stage()).rejects.toMatchObject({ message: expect.stringContaining('SQLSTATE 23514') as string })
  expect(await target.query(`SELECT FROM ${staging.schema}.t`)).toEqual([])
  expect(await target.query('SELECT FROM litelift.reject')).toEqual([])
})

test('a table without rows is done at once', async () => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, 'CREATE TABLE t (id INTEGER PRIMARY KEY)')
  await using attempt = await staging.attempt()
  expect(await attempt.stage()).toEqual([0])
  expect(await target.query('SELECT reached, rows::int AS dealt, done FROM litelift.checkpoint')).toEqual([
    { reached: null, dealt: 0, done: true },
  ])
})

test('what an interruption left is staged by the next attempt, none of it twice', async () => {
  await using target = await refusing('n <> 50')
  await using staging = await stagingOf(target, FILE)
  const stop = new AbortController()
  {
    await using first = await staging.attempt()
    const batches: number[] = []
    const stopped = first.stage(0, stop.signal, (rows) => {
      batches.push(rows)
      if (batches.length === 3) stop.abort()
    })
    await expect(stopped).rejects.toMatchObject({ code: 'migration-interrupted' })
    expect(batches).toHaveLength(3)
  }
  await using second = await staging.attempt()
  expect(second.shards[0]!.rows).toBeGreaterThan(0)
  await second.stage()
  expect(
    await target.query(`SELECT count(*)::int AS rows, count(DISTINCT id)::int AS ids FROM ${staging.schema}.t`),
  ).toEqual([{ rows: ROWS - 1, ids: ROWS - 1 }])
})
