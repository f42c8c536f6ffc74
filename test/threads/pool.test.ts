import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openPool, threadsFor } from '../../engine/threads/pool.ts'
import type { StageShard } from '../../engine/stage/stage-shard.ts'
import type { ProfileTask } from '../../engine/threads/worker-task.ts'
import { cutShards } from '../../engine/source/pages/shards.ts'
import { PageUse } from '../../engine/source/pages/page-use.ts'
import { makeDatabase, withSource } from '../source/database-file.ts'
import { scratchFolder } from '../scratch.ts'
import { standIn, watchThreads } from './stand-in.ts'

let threads: ReturnType<typeof watchThreads>
beforeEach(() => {
  threads = watchThreads()
})
afterEach(() => {
  threads[Symbol.dispose]()
})

const ROWS = 20_000

/** Gives one task a shard of a table, as a migration profiles it. A page may be read once, so every run needs its own. */
async function withShards(work: (tasks: () => ProfileTask[]) => Promise<void>): Promise<void> {
  using folder = scratchFolder()
  const path = makeDatabase(folder.path, {
    fill: `CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
      WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
      INSERT INTO t SELECT i, printf('row %d', i) FROM n`,
  })
  await withSource(path, async ({ source: { pages }, tables: [table] }) => {
    const { scan } = table!
    const ranges = cutShards(pages, scan, 32 * 1024)
    expect(ranges.length).toBeGreaterThan(5)
    await work(() => {
      const { bits: use } = new PageUse(pages)
      return ranges.map((range) => ({ kind: 'profile', pages, scan, range, forms: scan.columns.map(() => []), use }))
    })
  })
}

describe.each([0, 1, 3])('with %i threads', (count) => {
  test('every task is done, and the results come in the order of the tasks', async () => {
    await withShards(async (shards) => {
      const tasks = shards()
      await using pool = openPool(count)
      expect(pool.lanes).toBe(Math.max(count, 1))
      const heard: number[] = []
      const results = await pool.run<'profile'>(tasks, { done: (task) => heard.push(task) })
      expect(heard.toSorted((a, b) => a - b)).toEqual([...tasks.keys()])
      expect(results.reduce((rows, { profile }) => rows + profile.rows, 0)).toBe(ROWS)
      await using inline = openPool(0)
      expect(results).toEqual(await inline.run<'profile'>(shards()))
      expect(await pool.run<'profile'>([])).toEqual([])
    })
  })

  test('the first failure is that of the run, and the pool goes on', async () => {
    await withShards(async (shards) => {
      const tasks = shards()
      await using pool = openPool(count)
      const [first, ...others] = tasks
      const damaged = { ...first!, scan: { ...first!.scan, root: 999_999 } }
      const failed = pool.run<'profile'>([damaged, ...others])
      await expect(failed).rejects.toMatchObject({ code: 'file-damaged', subject: { table: 't' } })
      expect(await pool.run<'profile'>(shards())).toHaveLength(tasks.length)
    })
  })

  test('a signal ends the run as interrupted, and so does one that was given before', async () => {
    await withShards(async (shards) => {
      const tasks = shards()
      await using pool = openPool(count)
      const stop = new AbortController()
      const heard: number[] = []
      const done = (task: number) => {
        heard.push(task)
        stop.abort()
      }
      const interrupted = { code: 'migration-interrupted' }
      await expect(pool.run<'profile'>(tasks, { signal: stop.signal, done })).rejects.toMatchObject(interrupted)
      expect(heard.length).toBeLessThan(tasks.length)
      heard.length = 0
      await expect(pool.run<'profile'>(tasks, { signal: stop.signal, done })).rejects.toMatchObject(interrupted)
      expect(heard).toEqual([])
    })
  })

  test('it may be disposed of twice, and without having been used', async () => {
    const pool = openPool(count)
    await pool[Symbol.asyncDispose]()
    await pool[Symbol.asyncDispose]()
    expect(threads.living()).toBe(0)
    await withShards(async (shards) => {
      await using used = openPool(count)
      await used.run<'profile'>(shards())
      expect(threads.living()).toBe(count)
      await used[Symbol.asyncDispose]()
      expect(threads.living()).toBe(0)
    })
  })
})

test('a file is worth a thread for every 8 MB, up to the limit, and none below 4 MB', () => {
  const threadsOf = (megabytes: number, limit: number) =>
    threadsFor({ path: '', pageSize: 4096, pageCount: megabytes * 256 } as Parameters<typeof threadsFor>[0], limit)
  expect([0, 3, 4, 8, 9, 17, 80].map((megabytes) => threadsOf(megabytes, 4))).toEqual([0, 0, 1, 1, 2, 3, 4])
})

/** So many tasks on tables t0, t1 …; what becomes of them is up to the stand-in that runs them. */
function tasks(count: number, use = new SharedArrayBuffer(4)): ProfileTask[] {
  const pages = {} as ProfileTask['pages']
  return Array.from({ length: count }, (_, number) => {
    const scan = { table: `t${number}`, root: number, columns: [] }
    return { kind: 'profile', pages, scan, range: {} as ProfileTask['range'], forms: [], use }
  })
}

const DONE = { rows: 1 }

test('progress is told with its task, before the task is done', async () => {
  await using pool = openPool(
    2,
    standIn(
      `on.run = ({ scan }) => { for (let i = 0; i < 3; i++) answer({ type: 'progress', rows: scan.root + i }); done() }`,
    ),
  )
  const told: number[][] = []
  await pool.run<'profile'>(tasks(2), {
    progress: (task, rows) => told.push([task, rows]),
    done: (task) => told.push([task]),
  })
  expect(told.filter(([task]) => task === 0)).toEqual([[0, 0], [0, 1], [0, 2], [0]])
  expect(told.filter(([task]) => task === 1)).toEqual([[1, 1], [1, 2], [1, 3], [1]])
})

test('results come in the order of the tasks where the last ends first', async () => {
  const waits = `on.run = ({ scan, use }) => {
    if (scan.root === 0) Atomics.wait(new Int32Array(use), 0, 0)
    answer({ type: 'done', result: { rows: scan.root } })
  }`
  await using pool = openPool(2, standIn(waits))
  const use = new SharedArrayBuffer(4)
  const heard: number[] = []
  const done = (task: number) => {
    heard.push(task)
    Atomics.store(new Int32Array(use), 0, 1)
    Atomics.notify(new Int32Array(use), 0)
  }
  expect(await pool.run<'profile'>(tasks(2, use), { done })).toMatchObject([{ rows: 0 }, { rows: 1 }])
  expect(heard).toEqual([1, 0])
})

describe('a thread that ends unasked is one error, and nothing waits for it', () => {
  test.each([
    ['exits while it loads', 'process.exit(7)', 'with code 7'],
    ['exits while it loads, as if all were well', 'process.exit(0)', 'with code 0'],
    ['throws while it loads', "throw new Error('no such module.')", 'nothing caught: no such module.'],
    ['throws no error while it loads', "throw 'a text'", 'nothing caught: a text.'],
    ['cannot be loaded', "await import('file:///nowhere.mjs')", 'Cannot find module'],
    ['exits in a task', 'on.run = () => process.exit(7)', 'with code 7'],
    ['ends in a task by letting go of its port', 'on.run = () => port.close()', 'with code 0'],
    ['throws in a task', "on.run = () => { throw new Error('lost') }", 'nothing caught: lost.'],
    ['throws outside the promise', "on.run = () => setImmediate(() => { throw new Error('lost') })", 'caught: lost.'],
    ['rejects outside the promise', "on.run = () => void Promise.reject(new Error('lost'))", 'nothing caught: lost.'],
  ])('%s', async (_, source, why) => {
    await using pool = openPool(2, standIn(source))
    const failed = pool.run<'profile'>(tasks(5))
    await expect(failed).rejects.toMatchObject({
      name: 'LiteliftError',
      code: 'worker-ended',
      kind: 'again',
      subject: { table: expect.stringMatching(/^t[01]$/) as string },
      message: expect.stringContaining(why) as string,
      hint: expect.stringContaining('Run it again') as string,
    })
    // And so does every run after it.
    await expect(pool.run<'profile'>(tasks(1))).rejects.toMatchObject({ code: 'worker-ended' })
  })

  test('in a group of small tables it is said that there were others', async () => {
    const [one, two] = ['t0', 't1'].map((source) => ({ kind: 'stage', table: { source } }) as StageShard)
    await using pool = openPool(1, standIn('on.run = () => process.exit(7)'))
    await expect(pool.run<'stage-group'>([{ kind: 'stage-group', shards: [one!, two!] }])).rejects.toMatchObject({
      subject: { table: 't0' },
      message: 'A worker thread ended while it was needed for 2 tables, of which this is the first, with code 7.',
    })
  })

  test('what it threw is the cause', async () => {
    await using pool = openPool(1, standIn("on.run = () => { throw new TypeError('lost') }"))
    await expect(pool.run<'profile'>(tasks(1))).rejects.toHaveProperty('cause.name', 'TypeError')
  })

  test('it runs out of memory', async () => {
    const greedy = `on.run = () => { for (const kept = []; ; ) kept.push(new Array(100_000).fill({})) }`
    await using pool = openPool(1, standIn(greedy))
    const failed = threads.withHeap(16, () => pool.run<'profile'>(tasks(1)))
    await expect(failed).rejects.toMatchObject({
      code: 'worker-ended',
      message: 'A worker thread ran out of memory while it was at this table.',
      hint: expect.stringContaining('more memory') as string,
    })
  })

  test('it cannot be started at all', async () => {
    await using pool = openPool(2, new URL('https://example.com/worker.mjs'))
    await expect(pool.run<'profile'>(tasks(3))).rejects.toMatchObject({
      code: 'worker-ended',
      subject: { table: 't0' },
    })
  })

  test.each([
    ['exits', 'process.exit(1)'],
    ['throws', "throw new Error('idle')"],
  ])('it %s while it is idle: the next task says so', async (_, end) => {
    await using pool = openPool(1, standIn(`on.run = () => { done(); setImmediate(() => { ${end} }) }`))
    expect(await pool.run<'profile'>(tasks(1))).toEqual([DONE])
    await threads.ended()
    await expect(pool.run<'profile'>(tasks(1))).rejects.toMatchObject({
      code: 'worker-ended',
      subject: { table: 't0' },
    })
  })

  test('it exits between two tasks of a run', async () => {
    await using pool = openPool(1, standIn('on.run = () => { done(); process.exit(1) }'))
    const heard: number[] = []
    const failed = pool.run<'profile'>(tasks(2), { done: (task) => heard.push(task) })
    await expect(failed).rejects.toMatchObject({ code: 'worker-ended', subject: { table: 't1' } })
    expect(heard).toEqual([0])
  })

  test.each([
    ['exits', 'process.exit(1)'],
    ['throws', "throw new Error('at the end')"],
  ])('it %s when it is told to end: everything asked of it was done', async (_, end) => {
    const pool = openPool(2, standIn(`on.run = done; on.end = () => { ${end} }`))
    expect(await pool.run<'profile'>(tasks(3))).toEqual([DONE, DONE, DONE])
    await pool[Symbol.asyncDispose]()
    await pool[Symbol.asyncDispose]()
    expect(threads.living()).toBe(0)
  })

  test('it is gone when it is told to end', async () => {
    const pool = openPool(1, standIn('on.run = () => { done(); setImmediate(() => process.exit(1)) }'))
    await pool.run<'profile'>(tasks(1))
    await threads.ended()
    expect(threads.living()).toBe(0)
    await pool[Symbol.asyncDispose]()
  })

  test('the others are stopped, and begin no further task', async () => {
    const use = new SharedArrayBuffer(4)
    const first = `on.run = ({ scan, use }) => { if (scan.root === 0) process.exit(1); Atomics.add(new Int32Array(use), 0, 1) }
      on.stop = () => done()`
    await using pool = openPool(3, standIn(first))
    await expect(pool.run<'profile'>(tasks(9, use))).rejects.toMatchObject({ subject: { table: 't0' } })
    expect(new Int32Array(use)[0]).toBe(2)
  })

  test('it exits because of a failure of another: that failure is told', async () => {
    const error = "{ code: 'file-damaged', kind: 'file', subject: { table: 't0' }, message: 'm', hint: 'h' }"
    const source = `on.run = ({ scan }) => { if (scan.root === 0) answer({ type: 'failed', error: ${error} }) }
      on.stop = () => process.exit(1)`
    await using pool = openPool(3, standIn(source))
    await expect(pool.run<'profile'>(tasks(3))).rejects.toMatchObject({ code: 'file-damaged' })
  })

  test('it exits when a signal stops it', async () => {
    const stop = new AbortController()
    await using pool = openPool(
      2,
      standIn("on.run = () => answer({ type: 'progress', rows: 1 }); on.stop = () => process.exit(1)"),
    )
    const run = pool.run<'profile'>(tasks(2), { signal: stop.signal, progress: () => stop.abort() })
    await expect(run).rejects.toMatchObject({ code: 'worker-ended' })
  })
})
