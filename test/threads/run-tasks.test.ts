import { expect, test } from 'vitest'
import { openPool, threadsFor } from '../../engine/threads/pool.ts'
import { createDatabase } from '../database.ts'
import { stagingOf, type StagingOf } from '../stage/staging-of.ts'
import type { TestDatabase } from '../database.ts'

/** Tables t1 … t6 with as many rows as their number says. */
const FILE = [1, 2, 3, 4, 5, 6]
  .map(
    (rows) => `CREATE TABLE t${rows} (id INTEGER PRIMARY KEY);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) INSERT INTO t${rows} SELECT i FROM n;`,
  )
  .join('\n')

const THREADS = [0, 1, 3]

async function stagedRows(target: TestDatabase, { schema }: StagingOf): Promise<number[]> {
  const tables = [1, 2, 3, 4, 5, 6].map((table) => `(SELECT count(*) FROM ${schema}.t${table})::int`)
  const [row] = await target.query<{ rows: number[] }>(`SELECT ARRAY[${tables.join(', ')}] AS rows`)
  return row!.rows
}

test.for(THREADS)(
  'with %i threads results come in the order of the tasks, and are told as they come',
  async (threads) => {
    await using target = await createDatabase()
    await using staging = await stagingOf(target, FILE)
    await using attempt = await staging.attempt()
    const tasks = attempt.shards.map(({ shard }) => attempt.task(shard))
    const done: [number, number][] = []
    const progress: [number, number][] = []
    {
      await using pool = openPool(threads)
      expect(pool.lanes).toBe(Math.max(1, threads))
      const results = await pool.run<'stage'>(tasks, {
        done: (task, { rows }) => done.push([task, rows]),
        progress: (task, rows) => progress.push([task, rows]),
      })
      expect(results).toMatchObject([1, 2, 3, 4, 5, 6].map((rows) => ({ rows })))
    }
    const byTask = (one: number[], other: number[]) => one[0]! - other[0]!
    const each = [1, 2, 3, 4, 5, 6].map((rows, task) => [task, rows])
    expect(done.toSorted(byTask)).toEqual(each)
    expect(progress.toSorted(byTask)).toEqual(each)
    expect(await stagedRows(target, staging)).toEqual([1, 2, 3, 4, 5, 6])
  },
)

test.for(THREADS)('with %i threads a pool runs one list of tasks after another', async (threads) => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE)
  await using attempt = await staging.attempt()
  await using pool = openPool(threads)
  expect(await pool.run<'stage'>([])).toEqual([])
  expect(await pool.run<'stage'>([attempt.task(0)])).toMatchObject([{ rows: 1 }])
  expect(await pool.run<'stage'>([attempt.task(1), attempt.task(2)])).toMatchObject([{ rows: 2 }, { rows: 3 }])
})

test.for(THREADS)(
  'with %i threads the first failure is the one that is thrown, and no further task begins',
  async (threads) => {
    await using target = await createDatabase()
    await using staging = await stagingOf(target, FILE)
    await using attempt = await staging.attempt()
    await using pool = openPool(threads)
    const tasks = attempt.shards.map(({ shard }) => ({ ...attempt.task(shard), schema: 'nowhere' }))
    const failed = pool.run<'stage'>([...tasks, attempt.task(5)])
    await expect(failed).rejects.toMatchObject({
      code: 'target-refused-definition',
      subject: { table: expect.stringMatching(/^t\d$/) as string },
    })
    expect(await stagedRows(target, staging)).toEqual([0, 0, 0, 0, 0, 0])
    expect(await pool.run<'stage'>([attempt.task(5)])).toMatchObject([{ rows: 6 }])
  },
)

test.for(THREADS)(
  'with %i threads tasks that are stopped are an interruption, and what is done stays',
  async (threads) => {
    await using target = await createDatabase()
    await using staging = await stagingOf(target, FILE)
    await using attempt = await staging.attempt()
    await using pool = openPool(threads)
    const tasks = attempt.shards.map(({ shard }) => attempt.task(shard))
    const stopped = { code: 'migration-interrupted', kind: 'again' }
    await expect(pool.run<'stage'>(tasks, { signal: AbortSignal.abort() })).rejects.toMatchObject(stopped)
    expect(await stagedRows(target, staging)).toEqual([0, 0, 0, 0, 0, 0])

    const stop = new AbortController()
    const done: number[] = []
    const running = pool.run<'stage'>(tasks, {
      signal: stop.signal,
      done: (task) => {
        done.push(task)
        stop.abort()
      },
    })
    await expect(running).rejects.toMatchObject(stopped)
    // Those that were under way when the first one was done may end or stop.
    expect(done.length).toBeLessThanOrEqual(Math.max(1, threads))
    const rows = await stagedRows(target, staging)
    for (const task of done) expect(rows[task]).toBe(task + 1)
  },
)

test('a small file is worth no thread, a large one a thread for every 8 MB, up to the limit', () => {
  const MB = 1024 * 1024
  const threads = (bytes: number, limit = 8) =>
    threadsFor({ path: '', pageSize: 4096, usable: 4096, pageCount: bytes / 4096, encoding: 'utf8' }, limit)
  expect(
    [1 * MB, 4 * MB - 4096, 4 * MB, 8 * MB, 8 * MB + 4096, 64 * MB, 640 * MB].map((bytes) => threads(bytes)),
  ).toEqual([0, 0, 1, 1, 2, 8, 8])
  expect(threads(640 * MB, 2)).toBe(2)
})
