import { expect, test } from 'vitest'
import { connect } from '../../engine/target/connection/connect.ts'
import { Loop } from '../../engine/loop/loop.ts'
import { stageShard } from '../../engine/stage/stage-shard.ts'
import { createDatabase } from '../database.ts'
import { stagingOf } from './staging-of.ts'

/** The second row is a reject, which must not stay either. */
const FILE = "CREATE TABLE t (id INTEGER PRIMARY KEY, price TEXT); INSERT INTO t VALUES (1, '1'), (2, 'free'), (3, '3')"
const OPTIONS = { tables: { t: { columns: { price: { type: 'integer' as const } } } } }

test('a batch of a claim that was taken over leaves nothing behind', async () => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE, OPTIONS)
  const first = await staging.attempt()
  const task = first.task()
  await first[Symbol.asyncDispose]()
  await using second = await staging.attempt()
  expect([first.claim, second.claim]).toEqual(['1', '2'])

  // A connection of the first claim that outlived it.
  await using late = await connect(target.settings, 'litelift tests')
  const { signal } = new AbortController()
  const batch = stageShard(late.client, new Loop(), task, signal, () => undefined)
  await expect(batch).rejects.toMatchObject({
    code: 'migration-running',
    message: 'Another session claimed this migration meanwhile.',
    hint: expect.stringContaining('litelift status') as string,
  })
  const there = `
    SELECT (SELECT count(*)::int FROM ${staging.schema}.t) AS rows, (SELECT count(*)::int FROM litelift.reject) AS rejects,
           reached, rows::int AS dealt, done, claim FROM litelift.checkpoint`
  expect(await target.query(there)).toEqual([{ rows: 0, rejects: 0, reached: null, dealt: 0, done: false, claim: '2' }])

  expect(await second.stage()).toEqual([3])
  expect(await target.query(there)).toEqual([{ rows: 2, rejects: 1, reached: '3', dealt: 3, done: true, claim: '2' }])
})

test('a migration that was asked to stop begins no batch', async () => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE)
  await using attempt = await staging.attempt()
  await expect(attempt.stage(0, AbortSignal.abort())).rejects.toMatchObject({ code: 'migration-interrupted' })
  expect(await target.query(`SELECT FROM ${staging.schema}.t`)).toEqual([])
  expect(await attempt.stage()).toEqual([3])
})
