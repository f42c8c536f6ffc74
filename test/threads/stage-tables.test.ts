import { expect, test } from 'vitest'
import { openPool } from '../../engine/threads/pool.ts'
import { stageTables } from '../../engine/threads/stage-tables.ts'
import { createDatabase } from '../database.ts'
import { stagingOf } from '../stage/staging-of.ts'

/** Tables in more groups than one, one of which is not small, and an empty one. */
const ROWS = [1500, 0, ...Array.from({ length: 119 }, (_, at) => 1 + (at % 7))]
const FILE = ROWS.map(
  (rows, at) => `CREATE TABLE t${at} (id INTEGER PRIMARY KEY);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) INSERT INTO t${at} SELECT i FROM n WHERE i <= ${rows};`,
).join('\n')
const NAMES = ROWS.map((_, at) => `t${at}`)

test.for([0, 2])('with %i threads every table is told of, whether it was staged alone or not', async (threads) => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE)
  await using attempt = await staging.attempt()
  const { settings, pages, migration: id, claim, targetSchema } = attempt.task()
  const told = { rows: new Map<string, number>(), read: new Map<string, number>(), full: [] as string[] }
  {
    await using pool = openPool(threads)
    await stageTables(
      pool,
      attempt.shards,
      { id, claim, targetSchema, settings, pages },
      {
        signal: new AbortController().signal,
        progress: (table, rows) => told.rows.set(table, (told.rows.get(table) ?? 0) + rows),
        read: (table, { rows }) => told.read.set(table, rows),
        full: ({ source }) => told.full.push(source),
      },
    )
  }
  expect(NAMES.map((table) => told.rows.get(table))).toEqual(ROWS)
  expect(NAMES.map((table) => told.read.get(table))).toEqual(ROWS)
  // All but the one with which all are.
  expect(new Set(told.full).size).toBe(ROWS.length - 1)
  const counted = await target.query(
    NAMES.map((table) => `SELECT '${table}' AS table, count(*)::int AS rows FROM ${staging.schema}.${table}`).join(
      ' UNION ALL ',
    ),
  )
  expect(new Map(counted.map(({ table, rows }) => [table, rows]))).toEqual(new Map(NAMES.map((t, at) => [t, ROWS[at]])))
  const [{ transactions }] = (await target.query(
    'SELECT count(DISTINCT xmin::text)::int AS transactions FROM litelift.checkpoint',
  )) as [{ transactions: number }]
  expect(transactions).toBe(1 + 3)
})
