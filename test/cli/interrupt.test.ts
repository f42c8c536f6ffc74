import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Report } from '../../engine/report/report.ts'
import { createDatabase } from '../database.ts'
import { temporaryFolder } from './files.ts'
import { litelift } from './run.ts'

const ROWS = 400_000
const WIDE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b REAL);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
  INSERT INTO t SELECT i, printf('row %d of this table', i), i / 7.0 FROM n;
  CREATE INDEX t_a ON t (a);`

test.each(['SIGINT', 'SIGTERM'] as const)('%s stops at a checkpoint, and the same command resumes', async (signal) => {
  await using target = await createDatabase()
  await using folder = await temporaryFolder()
  const args = ['migrate', folder.database('big.sqlite', WIDE), '--to', target.url, '--schema', 's', '--json']
  const stopped = await litelift(args, { interrupt: (stderr) => (/^plan /m.test(stderr) ? signal : null) })
  expect(stopped.stderr).toContain('the same command resumes')
  expect(JSON.parse(stopped.stdout)).toMatchObject({ outcome: 'failed', error: { code: 'migration-interrupted' } })
  expect(stopped.code).toBe(1)
  expect(await target.query(`SELECT to_regclass('s.t') AS found`)).toEqual([{ found: null }])

  const resumed = await litelift(args)
  expect(JSON.parse(resumed.stdout) as Report).toMatchObject({ outcome: 'published', rows: ROWS })
  expect(await target.query('SELECT count(*)::int AS rows, sum(id)::text AS ids FROM s.t')).toEqual([
    { rows: ROWS, ids: String((ROWS * (ROWS + 1)) / 2) },
  ])
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends a command that only reads, with its private copy',
  async (signal) => {
    await using folder = await temporaryFolder()
    const file = folder.database('big.sqlite', WIDE)
    const program = join(import.meta.dirname, '../../cli/litelift.mjs')
    const env = { ...process.env, TMPDIR: folder.path }
    const child = spawn(process.execPath, [program, 'plan', file], { env, stdio: 'ignore' })
    const ended = once(child, 'exit')
    while ((await readdir(folder.path)).length < 2) await setTimeout(5)
    child.kill(signal)
    expect(await ended).toEqual([null, signal])
    expect(await readdir(folder.path)).toEqual(['big.sqlite'])
  },
)
