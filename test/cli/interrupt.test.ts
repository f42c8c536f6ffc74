import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Report } from '../../engine/report/report.ts'
import { holdCheckpoints } from '../checkpoint-gate.ts'
import { createDatabase } from '../database.ts'
import { AT_GATE, closeGate } from '../gate.ts'
import { scratchFolder } from '../scratch.ts'
import { inThreads } from './in-threads.ts'
import { litelift } from './run.ts'

const ROWS = 400_000
const WIDE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b REAL);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
  INSERT INTO t SELECT i, printf('row %d of this table', i), i / 7.0 FROM n;
  CREATE INDEX t_a ON t (a);`

test.each(['SIGINT', 'SIGTERM'] as const)('%s stops at a checkpoint, and the same command resumes', async (signal) => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  await using gate = await holdCheckpoints(target)
  const args = ['migrate', folder.database('big.sqlite', WIDE), '--to', target.url, '--schema', 's', '--json']
  const stopped = await litelift(args, {
    async during({ kill, said }) {
      await gate.reached()
      kill(signal)
      await said('Stopping at the next checkpoint')
      await gate.open()
    },
  })
  expect(stopped.stderr).toContain('the same command resumes')
  expect(JSON.parse(stopped.stdout)).toMatchObject({
    outcome: 'failed-retryable',
    error: { code: 'migration-interrupted' },
  })
  expect(stopped.code).toBe(1)
  expect(await target.query(`SELECT to_regclass('s.t') AS found`)).toEqual([{ found: null }])

  const resumed = await litelift(args)
  expect(resumed.stderr).toMatch(/^resuming: [\d,]+ rows are already staged/m)
  expect(JSON.parse(resumed.stdout) as Report).toMatchObject({ outcome: 'published', rows: ROWS })
  expect(await target.query('SELECT count(*)::int AS rows, sum(id)::text AS ids FROM s.t')).toEqual([
    { rows: ROWS, ids: String((ROWS * (ROWS + 1)) / 2) },
  ])
})

test('Ctrl-C in the middle of a publish ends within seconds, and publishes nothing', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  await using gate = await closeGate(target)
  const config = join(folder.path, 'litelift.json')
  await writeFile(config, JSON.stringify({ schema: 's', before: [AT_GATE] }))
  const file = folder.database('a.sqlite', 'CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)')
  const args = ['migrate', file, '--to', target.url, '--config', config, '--json']
  let pressed = 0
  const stopped = await litelift(args, {
    async during({ kill }) {
      await gate.reached()
      pressed = Date.now()
      kill('SIGINT')
    },
  })
  expect(Date.now() - pressed).toBeLessThan(10_000)
  expect(JSON.parse(stopped.stdout)).toMatchObject({
    outcome: 'failed-retryable',
    error: { code: 'migration-interrupted' },
  })
  expect(await target.query(`SELECT to_regclass('s.t') AS found`)).toEqual([{ found: null }])
  await gate.open()
  expect(await litelift(args)).toMatchObject({ code: 0 })
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends a command that only reads, with its private copy',
  async (signal) => {
    using folder = scratchFolder()
    const file = folder.database('big.sqlite', WIDE)
    const env = { TMPDIR: folder.path, ...inThreads("if (message.type === 'run') return process.stderr.write('held')") }
    const ended = await litelift(['plan', file], {
      env,
      async during({ kill, said }) {
        await said('held')
        expect(await readdir(folder.path)).toHaveLength(2)
        kill(signal)
      },
    })
    expect(ended).toMatchObject({ code: null, signal })
    expect(await readdir(folder.path)).toEqual(['big.sqlite'])
  },
)
