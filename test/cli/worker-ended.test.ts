import { expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../database.ts'
import { scratchFolder, type Scratch } from '../scratch.ts'
import { inThreads } from './in-threads.ts'
import { litelift, type Running } from './run.ts'

/** Large enough for two threads, which begin at 4 and 8 MB, and for several batches a thread. */
const LARGE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 24)
  INSERT INTO t SELECT i, hex(zeroblob(250000)) FROM n;`

function migrate(folder: Scratch, target: TestDatabase, sabotage: string, ...more: string[]) {
  const file = folder.database('large.sqlite', LARGE)
  const args = ['migrate', file, '--to', target.url, '--schema', 's', '--workers', '2', ...more]
  const env = inThreads(sabotage)
  return {
    args,
    run: (during?: (running: Running) => Promise<void>) => litelift(args, { env, ...(during && { during }) }),
  }
}

test.each([
  ['exits while it profiles', "if (message.type === 'run') process.exit(9)", 'with code 9'],
  ['exits while it stages', "if (message.task?.kind === 'stage') process.exit(9)", 'with code 9'],
  [
    'throws',
    "if (message.task?.kind === 'stage') setImmediate(() => { throw new Error('lost') })",
    'nothing caught: lost',
  ],
])('a worker thread that %s', async (_, sabotage, why) => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const { args, run } = migrate(folder, target, sabotage)
  const { code, stdout, stderr } = await run()
  expect(stderr.match(/^litelift: .*/gm)).toEqual([
    expect.stringMatching(/^litelift: worker-ended: A worker thread ended/),
  ])
  expect(stderr).toContain(why)
  expect(stderr).toContain('  table: t\n')
  expect(stderr).toContain('What to do: Run it again')
  expect(stderr).not.toMatch(/^\s+at /m)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(await target.query(`SELECT to_regclass('s.t') AS found`)).toEqual([{ found: null }])

  expect(await litelift(args)).toMatchObject({ code: 0 })
  expect(await target.query('SELECT count(*)::int AS rows FROM s.t')).toEqual([{ rows: 24 }])
})

test('a worker thread that exits when it is told to end has done everything', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const { code, stderr } = await migrate(folder, target, "if (message.type === 'end') process.exit(9)").run()
  expect(stderr).not.toContain('litelift:')
  expect(code).toBe(0)
  expect(await target.query('SELECT count(*)::int AS rows FROM s.t')).toEqual([{ rows: 24 }])
})

test('a worker thread that ends when SIGTERM stops it', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const holds = "if (message.task?.kind === 'stage') return process.stderr.write('held')"
  const { run } = migrate(folder, target, `${holds}; if (message.type === 'stop') process.exit(9)`, '--json')
  const { code, stdout, stderr } = await run(async ({ kill, said }) => {
    await said('held')
    kill('SIGTERM')
  })
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'failed-retryable', error: { code: 'worker-ended' } })
  expect(stderr).toContain('Stopping at the next checkpoint')
  expect(stderr).not.toMatch(/^\s+at /m)
  expect(code).toBe(1)
})
