import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { holdCheckpoints, type CheckpointGate } from '../checkpoint-gate.ts'
import { searchWithoutEnd } from '../hostile/files.ts'
import { scratchFolder } from '../scratch.ts'
import { deploy, type Deployment } from './deployment.ts'

const TABLES = 24
const ROWS = 600

/** Tables of 0.6 MB: every one is a batch with a checkpoint of its own, so there is a middle to be stopped in. */
const MANY_TABLES = Array.from(
  { length: TABLES },
  (_, number) => `
    CREATE TABLE t${number} (id INTEGER PRIMARY KEY, body TEXT);
    WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
    INSERT INTO t${number} SELECT i, hex(zeroblob(500)) || i FROM n;`,
).join('')

async function expectEverythingOnce(deployment: Deployment): Promise<void> {
  const { database } = deployment
  const counts = Array.from({ length: TABLES }, (_, number) => `SELECT id FROM shop.t${number}`).join(' UNION ALL ')
  expect(await database.query(`SELECT count(*)::int, min(id)::int, max(id)::int FROM (${counts}) all_rows`)).toEqual([
    { count: TABLES * ROWS, min: 1, max: ROWS },
  ])
  expect(Object.values(await deployment.reports())).toMatchObject([{ outcome: 'published', rows: TABLES * ROWS }])
  // Neither staging nor checkpoints are left.
  expect(await database.admin("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'litelift\\_%'")).toEqual([])
  expect(await database.admin('SELECT * FROM litelift.checkpoint')).toEqual([])
}

async function expectResumed(deployment: Deployment): Promise<void> {
  expect(await deployment.log()).toContainEqual(
    expect.objectContaining({ message: 'Resumed from the checkpoints of an earlier attempt' }),
  )
}

test('a function that is killed while it stages goes on from its checkpoints', async () => {
  await using deployment = await deploy({ workers: 2 })
  const event = await deployment.drop('many.db', MANY_TABLES)
  await using gate = await holdCheckpoints(deployment.database)
  const killed = deployment.queue.deliverNext()
  await gate.reached()
  deployment.function.kill()
  expect(await killed).toMatchObject({ result: { outcome: 'died' }, deleted: false })
  expect(await readdir(deployment.temporary)).not.toEqual([])
  expect(await deployment.database.query("SELECT to_regclass('shop.t0') AS visible")).toEqual([{ visible: null }])

  await gate.open()
  // The visibility timeout is long; what comes after it is the same event.
  await deployment.queue.send(event)
  expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true, result: { outcome: 'response' } })
  await expectEverythingOnce(deployment)
  await expectResumed(deployment)
  expect(await readdir(deployment.temporary)).toEqual([])
})

/** Gives the function ever more time, until something was staged when it ran short: how long that takes is the machine's affair. A quarter of it is for the end. */
async function deliverUntilStaged(deployment: Deployment, gate: CheckpointGate) {
  for (let round = 1; ; round++) {
    const delivered = deployment.queue.deliverNext(60_000, 2000 * 2 ** round)
    await expect.poll(() => timesRunShort(deployment), { timeout: 60_000 }).toBe(round)
    const staged = await Promise.race([gate.reached().then(() => true), delivered.then(() => false)])
    if (staged) await gate.open()
    const result = await delivered
    if (staged) return result!
  }
}

async function timesRunShort(deployment: Deployment): Promise<number> {
  return (await deployment.log()).filter(({ message }) => message?.startsWith('Time runs short')).length
}

test('a function whose time runs short stops at a checkpoint and goes on at once in the next invocation', async () => {
  await using deployment = await deploy({ workers: 2 })
  // Warm: the time is for the migration alone.
  await deployment.function.deliver({ Service: 'Amazon S3', Event: 's3:TestEvent' })
  await deployment.drop('many.db', MANY_TABLES)
  await using gate = await holdCheckpoints(deployment.database)
  const short = await deliverUntilStaged(deployment, gate)
  expect(short).toMatchObject({ deleted: false, result: { outcome: 'response' } })
  expect(Object.values(await deployment.reports())).toMatchObject([{ error: { code: 'migration-interrupted' } }])
  expect(await deployment.messages()).toEqual({ waiting: 1, away: 0 })

  expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true, receives: short.receives + 1 })
  await expectEverythingOnce(deployment)
  await expectResumed(deployment)
})

test('what a killed invocation left in /tmp is removed before the next', async () => {
  await using deployment = await deploy()
  await mkdir(join(deployment.temporary, 'litelift-left', 'over'), { recursive: true })
  await mkdir(join(deployment.temporary, 'of-somebody-else'))
  await deployment.function.deliver({ Service: 'Amazon S3', Event: 's3:TestEvent' })
  expect(await readdir(deployment.temporary)).toEqual(['of-somebody-else'])
})

test('a function whose time runs short while SQLite works ends in time, and says so', async () => {
  await using deployment = await deploy()
  await deployment.function.deliver({ Service: 'Amazon S3', Event: 's3:TestEvent' })
  using folder = scratchFolder()
  const path = join(folder.path, 'endless.db')
  const database = new Database(path)
  searchWithoutEnd(database)
  database.close()
  await deployment.drop('endless.db', await readFile(path))
  expect(await deployment.queue.deliverNext(60_000, 8000)).toMatchObject({
    deleted: false,
    result: { outcome: 'response' },
  })
  expect(Object.values(await deployment.reports())).toMatchObject([{ error: { code: 'migration-interrupted' } }])
  expect(await readdir(deployment.temporary)).toEqual([])
})
