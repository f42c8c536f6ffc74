import { expect, test } from 'vitest'
import { openPool } from '../../engine/threads/pool.ts'
import { createDatabase } from '../database.ts'
import { stagingOf } from '../stage/staging-of.ts'

/** Every row is refused, so a batch ends after 5,000 of them. */
const ROWS = 100_000
const FILE = `
  CREATE TABLE t (n TEXT);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS}) INSERT INTO t SELECT 'x' FROM n`

test.for([0, 1])('with %i threads a task that is stopped ends at a checkpoint, not at its end', async (threads) => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE, { tables: { t: { columns: { n: { type: 'integer' } } } } })
  await using attempt = await staging.attempt({ shardBytes: 2 ** 30 })
  await using pool = openPool(threads)
  const stop = new AbortController()
  const running = pool.run<'stage'>([attempt.task()], { signal: stop.signal, progress: () => stop.abort() })
  await expect(running).rejects.toMatchObject({ code: 'migration-interrupted' })
  const [checkpoint] = await target.query<{ dealt: number; done: boolean }>(
    'SELECT rows::int AS dealt, done FROM litelift.checkpoint',
  )
  expect(checkpoint!.done).toBe(false)
  expect(checkpoint!.dealt).toBeGreaterThan(0)
  expect(checkpoint!.dealt).toBeLessThan(ROWS)
  expect(await target.query('SELECT count(*)::int AS rejects FROM litelift.reject')).toEqual([
    { rejects: checkpoint!.dealt },
  ])
})
