import { expect, test } from 'vitest'
import type { Phase } from '../../engine/events.ts'
import { createDatabase } from '../database.ts'
import { migrateSql } from './migrate-sql.ts'

const FILE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, said TEXT); CREATE INDEX t_said ON t (said);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO t SELECT i, 'row ' || i FROM n`

test.for<[Phase, number]>([
  ['open', 0],
  ['inspect', 0],
  ['inspect', 20],
  ['plan', 0],
  ['stage', 0],
  ['stage', 20],
  ['build', 0],
  ['build', 5],
  ['verify', 0],
  ['verify', 20],
  ['publish', 0],
])('a signal in phase %s, after %i ms, ends it so that it can go on', async ([phase, after]) => {
  await using target = await createDatabase()
  const controller = new AbortController()
  const options = { verify: 'full' } as const
  const stopped = await migrateSql(target, FILE, {
    options,
    signal: controller.signal,
    listener: (event) => {
      if (event.type !== 'phase-started' || event.phase !== phase) return
      if (after === 0) controller.abort()
      else setTimeout(() => controller.abort(), after)
    },
  })
  // It may have been over by then.
  const ends = ['migration-interrupted', ...(after === 0 ? [] : ['published'])]
  expect(ends).toContain(stopped.error?.code ?? stopped.outcome)
  expect(await migrateSql(target, FILE, { options })).toMatchObject({ error: null, rows: 20_000 })
  expect(await target.query('SELECT count(*)::int AS n FROM s.t')).toEqual([{ n: 20_000 }])
})
