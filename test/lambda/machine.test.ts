import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { forget } from '../../engine/forget.ts'
import type { Report } from '../../engine/report/report.ts'
import { scratchFolder } from '../scratch.ts'
import { deploy, type Deployment } from './deployment.ts'
import { startMachine } from './machine.ts'
import { comparable } from '../tasks/comparable.ts'

/** Ordinary tables of several shards, what SQLite itself has to read, and what leaves notes. */
const FILE = `
  PRAGMA foreign_keys = OFF;
  CREATE TABLE author (id INTEGER PRIMARY KEY, code UNIQUE);
  CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author, body TEXT, amount INTEGER);
  CREATE INDEX book_author ON book (author, id);
  CREATE TABLE word (w TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
  INSERT INTO author VALUES (1, 1), (2, '1');
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2600)
  INSERT INTO book SELECT i, CASE i WHEN 7 THEN 99 ELSE 1 + i % 2 END, hex(zeroblob(400)) || i, i FROM n;
  INSERT INTO word SELECT 'word ' || id, id FROM book WHERE id < 500`

/** The same where SQLite itself has to read nothing, and digests tell that all values are there. */
const PLAIN = FILE.replace(' WITHOUT ROWID', '').replace("(1, 1), (2, '1')", "(1, 'one'), (2, 'two')")

const ROWS = `
  SELECT md5(concat((SELECT string_agg(t::text, ',' ORDER BY id) FROM shop.author t), (SELECT string_agg(t::text, ',' ORDER BY id) FROM shop.book t),
                    (SELECT string_agg(t::text, ',' ORDER BY w) FROM shop.word t),
                    (SELECT string_agg(indexdef, ',' ORDER BY indexname) FROM pg_indexes WHERE schemaname = 'shop'))) AS digest`
const LEFT = `
  SELECT nspname::text AS left FROM pg_namespace WHERE nspname ~ '^litelift_' UNION ALL SELECT task FROM litelift.task
   UNION ALL SELECT 'plan' FROM litelift.plan UNION ALL SELECT table_name FROM litelift.checkpoint`

async function published(deployment: Deployment): Promise<{ digest: unknown; report: Report }> {
  const { database } = deployment
  expect(await database.query(LEFT)).toEqual([])
  const [row] = await database.query<{ digest: string }>(ROWS)
  const [report, ...others] = Object.values(await deployment.reports())
  expect(others).toEqual([])
  return { digest: row!.digest, report: report! }
}

const calledDirectly = new Map<string, ReturnType<typeof direct>>()

/** What one call of the function makes of a file, once for all tests. */
function directly(file = FILE): ReturnType<typeof direct> {
  if (!calledDirectly.has(file)) calledDirectly.set(file, direct(file))
  return calledDirectly.get(file)!
}

async function direct(file: string) {
  await using deployment = await deploy({ verify: 'full' })
  await deployment.drop('file.sqlite', file)
  await deployment.queue.deliverNext()
  return await published(deployment)
}

test('an execution publishes what one call of the function does, and reports the same', async () => {
  const whole = await directly()
  await using deployment = await deploy({ verify: 'full' })
  await using machine = await startMachine(deployment)
  const event = await deployment.put('file.sqlite', FILE)
  const ended = await machine.run(event).ended
  expect(ended).toMatchObject({ output: { outcome: 'published', rows: whole.report.rows } })
  expect(machine.calls.filter(({ task }) => task === 'stage').length).toBeGreaterThanOrEqual(8)
  const { digest, report } = await published(deployment)
  expect(digest).toBe(whole.digest)
  expect(comparable(report)).toEqual(comparable(whole.report))
})

/** What a worker may do at any time: be killed while it works, run out of time long before its end, or fail. */
test.for([
  { what: 'workers that die at random points', file: FILE },
  { what: 'those of a file that is read by its pages', file: PLAIN, machine: { wholeMebibytes: 0 } },
])('$what change nothing of what is published', { timeout: 240_000 }, async ({ file, machine: options = {} }) => {
  const whole = await directly(file)
  await using deployment = await deploy({ verify: 'full' })
  await using machine = await startMachine(deployment, options)
  const event = large(await deployment.put('file.sqlite', file))
  const random = seeded(Number(process.env['LITELIFT_SEED'] ?? 20))
  const died = new Map<string, number>()
  const { ended } = machine.run(event, {
    async calls(input, { worker, deliver }) {
      const name = `${input.task} ${input.shard ?? ''}`
      const before = died.get(name) ?? 0
      // No more often than the machine tries what is lost. Each costs a process, half a second of processor.
      if (before >= 3 || random() < 0.6) return await deliver()
      died.set(name, before + 1)
      const killing = setTimeout(() => worker.kill(), random() * 600)
      try {
        return await deliver()
      } finally {
        clearTimeout(killing)
      }
    },
  })
  expect(await ended).toMatchObject({ output: { outcome: 'published', rows: whole.report.rows } })
  expect(died.size).toBeGreaterThan(8)
  const { digest, report } = await published(deployment)
  expect(digest).toBe(whole.digest)
  // What a killed worker knew of the time is gone with it.
  const { phases: _, ...rest } = comparable(report)
  const { phases: __, ...expected } = comparable(whole.report)
  expect(rest).toEqual(expected)
})

test('a file that is read by its pages is profiled in shards first, and digested in the end', async () => {
  const whole = await directly(PLAIN)
  await using deployment = await deploy({ verify: 'full' })
  await using machine = await startMachine(deployment, { wholeMebibytes: 0 })
  const event = large(await deployment.put('file.sqlite', PLAIN))
  const ended = await machine.run(event).ended
  expect(ended).toMatchObject({ output: { outcome: 'published', rows: whole.report.rows } })
  const tasks = machine.calls.map(({ task }) => task)
  expect(tasks.filter((task) => task === 'profile').length).toBeGreaterThanOrEqual(8)
  const first = ['begin', 'prepare', 'profile', 'plan', 'stage']
  expect([...new Set(tasks)]).toEqual([...first, 'build', 'verify', 'digest', 'compare', 'publish'])
  const { digest, report } = await published(deployment)
  expect(digest).toBe(whole.digest)
  expect(comparable(report)).toEqual(comparable(whole.report))
})

test('a shard that cannot be profiled or digested fails the execution, which redriven goes on', async () => {
  await using deployment = await deploy({ verify: 'full' })
  await using machine = await startMachine(deployment, { wholeMebibytes: 0 })
  const event = large(await deployment.put('file.sqlite', PLAIN))
  const first = await machine.run(event, {
    calls: async (input, { deliver }) =>
      input.task === 'profile' && input.shard === 2 ? { outcome: 'died' } : await deliver(),
  }).ended
  expect(first).toMatchObject({ error: 'worker-ended', state: 'End' })
  const before = machine.calls.length
  const { input } = first as { input: unknown }
  const second = await machine.run(event, {
    redrive: { from: 'End', input, count: 1 },
    calls: async (input, { deliver }) =>
      input.task === 'digest' && input.shard === 1 ? { outcome: 'died' } : await deliver(),
  }).ended
  expect(second).toMatchObject({ error: 'worker-ended', state: 'End' })
  const { input: again } = second as { input: unknown }
  const third = await machine.run(event, { redrive: { from: 'End', input: again, count: 2 } }).ended
  expect(third).toMatchObject({ output: { outcome: 'published' } })
  // What was profiled is not read again, and one shard is no work for others.
  expect(machine.calls.slice(before).map(({ task }) => task)).not.toContain('profile')
})

test('a value that is changed before all shards are digested is named, and nothing is published', async () => {
  await using deployment = await deploy({ verify: 'full' })
  await using machine = await startMachine(deployment)
  const event = large(await deployment.put('file.sqlite', PLAIN))
  let isChanged = false
  const { ended } = machine.run(event, {
    async calls(input, { deliver }) {
      if (input.task === 'digest' && !isChanged) {
        isChanged = true
        const { id } = input['claimed'] as { id: string }
        await deployment.database.query(`UPDATE litelift_${id}.book SET body = 'changed' WHERE id = 2599`)
      }
      return await deliver()
    },
  })
  expect(await ended).toMatchObject({ error: 'verify-differs', state: 'End' })
  expect(Object.values(await deployment.reports())).toMatchObject([
    { outcome: 'failed', error: { code: 'verify-differs', subject: { table: 'book', column: 'body', rowid: '2599' } } },
  ])
  expect(await deployment.database.query(LEFT)).toEqual([])
  expect(await deployment.database.query("SELECT FROM pg_tables WHERE schemaname = 'shop'")).toEqual([])
})

test('what SQLite makes of a packed file is made once, for all tasks, and removed in the end', async () => {
  await using deployment = await deploy({ verify: 'full' })
  await using machine = await startMachine(deployment)
  using folder = scratchFolder()
  const event = await deployment.put('file.sqlite.gz', gzipSync(readFileSync(folder.database('file.sqlite', FILE))))
  const work = async () => {
    const { Contents = [] } = await deployment.aws.s3.send(
      new ListObjectsV2Command({ Bucket: 'reports', Prefix: 'work/' }),
    )
    return Contents.map(({ Key }) => Key!.split('/').at(-1))
  }
  const seen: unknown[] = []
  const { ended } = machine.run(event, {
    async calls(input, { deliver }) {
      if (input.task === 'build') seen.push(await work())
      return await deliver()
    },
  })
  expect(await ended).toMatchObject({ output: { outcome: 'published' } })
  expect(seen).toEqual([['copies', 'database']])
  expect(await work()).toEqual([])
  await published(deployment)
})

test('an execution that failed after all tries goes on where it was, once it is redriven', async () => {
  const whole = await directly()
  await using deployment = await deploy({ verify: 'full' })
  await using machine = await startMachine(deployment)
  const event = await deployment.put('file.sqlite', FILE)
  let lost = 0
  const first = await machine.run(event, {
    calls: async (input, { deliver }) =>
      input.task === 'stage' && input.shard === 2 && ++lost > 0 ? { outcome: 'died' } : await deliver(),
  }).ended
  expect(lost).toBe(5)
  expect(first).toMatchObject({ error: 'worker-ended', state: 'End' })
  expect(Object.values(await deployment.reports())).toMatchObject([
    { outcome: 'failed-retryable', error: { code: 'worker-ended' } },
  ])
  const staged = machine.calls.filter(({ task }) => task === 'stage').length
  const { input } = first as { input: unknown }
  const second = await machine.run(event, { redrive: { from: 'End', input, count: 1 } }).ended
  expect(second).toMatchObject({ output: { outcome: 'published' } })
  // The shards that were done are not staged again.
  const again = machine.calls.filter(({ task }) => task === 'stage').slice(staged)
  expect(again.map(({ shard }) => shard)).toEqual([2])
  expect((await published(deployment)).digest).toBe(whole.digest)
})

test('an execution that is cancelled leaves nothing that cannot be forgotten', async () => {
  await using deployment = await deploy()
  await using machine = await startMachine(deployment, { concurrency: 1 })
  const event = await deployment.put('file.sqlite', FILE)
  const { ended, abort } = machine.run(event, {
    async calls(input, { deliver }) {
      const result = await deliver()
      if (input.shard === 3) abort()
      return result
    },
  })
  expect(await ended).toEqual({ aborted: true })
  await machine.quiet()
  const { database } = deployment
  const [row] = await database.query<{ id: string }>('SELECT id FROM litelift.migration')
  const { id } = row!
  await expect(forget(database.settings, { id })).rejects.toMatchObject({ code: 'migration-running' })
  // Its lease ends after a quarter of an hour.
  await database.query('UPDATE litelift.lease SET lease_until = clock_timestamp()')
  expect(await forget(database.settings, 'stale')).toMatchObject([{ id }])
  expect(await database.query(LEFT)).toEqual([])
  expect(await database.query("SELECT FROM pg_tables WHERE schemaname = 'shop'")).toEqual([])
})

test('a file that is refused is reported, and tried once', async () => {
  await using deployment = await deploy()
  await using machine = await startMachine(deployment)
  const event = await deployment.put('file.sqlite', Buffer.from('<!doctype html><title>Sign in</title>'))
  const ended = await machine.run(event).ended
  expect(ended).toMatchObject({ error: 'file-not-sqlite', state: 'End' })
  expect(machine.calls.map(({ task }) => task)).toEqual(['begin', 'prepare', 'fail', 'end'])
  expect(Object.values(await deployment.reports())).toMatchObject([
    { outcome: 'failed', error: { code: 'file-not-sqlite', hint: expect.any(String) as string } },
  ])
  expect(await deployment.database.query(LEFT)).toEqual([])
})

test('a target that is changed meanwhile is planned for anew', async () => {
  await using deployment = await deploy()
  await using machine = await startMachine(deployment)
  const event = await deployment.put('file.sqlite', 'CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1)')
  let isMade = false
  const { ended } = machine.run(event, {
    async calls(input, { deliver }) {
      if (input.task === 'publish' && !isMade) {
        isMade = true
        await deployment.database.query('CREATE SCHEMA IF NOT EXISTS shop; CREATE TABLE shop.t (n bigint, extra text)')
      }
      return await deliver()
    },
  })
  expect(await ended).toMatchObject({ output: { outcome: 'published' } })
  expect(machine.calls.filter(({ task }) => task === 'prepare')).toHaveLength(2)
  expect(await deployment.database.query('SELECT * FROM shop.t')).toEqual([{ n: '1', extra: null }])
})

test('an execution of what is published, or of what is no file, ends at once', async () => {
  await using deployment = await deploy()
  await using machine = await startMachine(deployment, { concurrency: 1 })
  const event = await deployment.drop('file.sqlite', 'CREATE TABLE t (n INTEGER)')
  await deployment.queue.deliverNext()
  expect(await machine.run(event).ended).toEqual({ output: { state: 'ended', outcome: 'already-published' } })
  const test = { Service: 'Amazon S3', Event: 's3:TestEvent' }
  expect(await machine.run(test).ended).toEqual({ output: { state: 'ended', outcome: 'ignored' } })
  expect(await machine.run({ no: 'event' }).ended).toMatchObject({ error: 'event-invalid' })
})

test('a large object is left to an execution, and a small one is not', async () => {
  const handed: { url?: string } = {}
  await using deployment = await deploy({}, async (aws) => {
    const { url } = await aws.createQueue('machine', 60)
    handed.url = url
    return { LITELIFT_MACHINE_QUEUE_URL: url, LITELIFT_MACHINE_BYTES: '100000' }
  })
  await using machine = await startMachine(deployment)
  await deployment.queue.send(large(await deployment.put('large.sqlite', FILE)))
  expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true })
  expect(await deployment.reports()).toEqual({})
  const { Messages = [] } = await deployment.aws.sqs.send(new ReceiveMessageCommand({ QueueUrl: handed.url }))
  // As the pipe gives it: a batch of one.
  const { ended } = machine.run([JSON.parse(Messages[0]!.Body!)])
  expect(await ended).toMatchObject({ output: { outcome: 'published' } })
  await deployment.drop('small.sqlite', 'CREATE TABLE u (n INTEGER)')
  expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true })
  expect(Object.values(await deployment.reports()).map(({ outcome }) => outcome)).toEqual(['published', 'published'])
  expect(await deployment.messages()).toEqual({ waiting: 0, away: 0 })
})

/** An event that announces so many bytes that tasks fetch parts of the object. */
function large(event: unknown): unknown {
  const { Records } = event as { Records: [{ s3: { object: { size?: number } } }] }
  Records[0].s3.object.size = 1_500_000
  return event
}

/** Numbers from 0 to 1, the same for a seed (en.wikipedia.org/wiki/Linear_congruential_generator). */
function seeded(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32
}
