import { closeSync, openSync, writeSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LiteliftError } from '../../engine/errors.ts'
import { openPool } from '../../engine/threads/pool.ts'
import type { StageShard } from '../../engine/stage/stage-shard.ts'
import { createDatabase } from '../database.ts'
import { stagingOf } from '../stage/staging-of.ts'

const FILE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT i, i FROM n`

/** What a task ends with on a thread of its own, or on this one. */
async function failureOf(task: StageShard, threads: number): Promise<LiteliftError> {
  await using pool = openPool(threads)
  const failure: unknown = await pool.run<'stage'>([task]).catch((error: unknown) => error)
  if (!(failure instanceof LiteliftError)) throw new Error('the task did not fail with a code', { cause: failure })
  return failure
}

test.for([0, 1])('with %i threads an error arrives with code, subject, hint and cause', async (threads) => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE)
  await using attempt = await staging.attempt()
  const task = attempt.task()

  const fenced = await failureOf({ ...task, claim: '0' }, threads)
  expect(fenced.toJSON()).toEqual({
    code: 'migration-running',
    kind: 'again',
    subject: {},
    message: 'Another session claimed this migration meanwhile.',
    hint: 'Nothing was published by this one; `status()` (`litelift status`) shows the other.',
  })

  const stranger = await failureOf({ ...task, settings: { ...task.settings, password: 'wrong' } }, threads)
  expect(stranger).toMatchObject({
    code: 'target-refused-login',
    hint: expect.stringContaining('pg_hba.conf') as string,
    cause: { message: expect.stringContaining('password authentication failed') as string },
  })

  const missing = await failureOf({ ...task, schema: 'nowhere' }, threads)
  expect(missing).toMatchObject({
    code: 'target-refused-definition',
    subject: { table: 't' },
    message: expect.stringMatching(/^Copying rows of t: .*SQLSTATE/) as string,
  })

  // The second of the table's leaves.
  const { path, pageSize } = task.pages
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.from([0xff]), 0, 1, 4 * pageSize)
  closeSync(file)
  const damaged = await failureOf(task, threads)
  expect(damaged).toMatchObject({
    code: 'file-damaged',
    kind: 'file',
    subject: { table: 't', page: 5 },
    hint: expect.stringContaining('.recover') as string,
  })
  expect(await target.query(`SELECT FROM ${staging.schema}.t`)).toEqual([])
})
