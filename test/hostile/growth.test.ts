import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, expect, test, vi } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import { createDatabase } from '../database.ts'
import { localFile } from '../migrate/local-file.ts'
import { scratchFolder } from '../scratch.ts'
import { childrenOf } from './measured.ts'

/** As in a Lambda sandbox that lives for days; a run of all tests is content with fewer. */
const MIGRATIONS = process.env['LITELIFT_HOSTILE'] === 'full' ? 100 : 30
/** Everything is loaded and compiled, and every pool is full. */
const WARM = 10

const MOST_GROWTH = 4e6

afterEach(() => vi.unstubAllEnvs())

test('migrations in one process leave nothing in it', { timeout: 300_000 }, async () => {
  using folder = scratchFolder()
  // Other tests of the run have files in the common one.
  vi.stubEnv('TMPDIR', folder.path)
  const path = folder.database(
    'small.db',
    `CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b AS (a || 'x')); CREATE TABLE w (k PRIMARY KEY, v) WITHOUT ROWID;
     INSERT INTO t (a) VALUES ('one'), ('two'); INSERT INTO w VALUES (1, 2); CREATE VIEW v AS SELECT a FROM t`,
  )
  await using target = await createDatabase()
  const source = await localFile(path)
  let before: Awaited<ReturnType<typeof held>> | null = null
  for (let at = 0; at < MIGRATIONS; at++) {
    const report = await migrate({
      source,
      target: () => Promise.resolve(target.settings),
      // Every third one fails in the middle of its way.
      options: { schema: 's', mode: 'replace', verify: 'full', ...(at % 3 === 2 && { include: ['none'] }) },
      again: true,
    })
    expect(report.error?.code).toBe(at % 3 === 2 ? 'table-unknown' : undefined)
    if (at === WARM) before = await held()
  }
  const after = await held()
  expect(after).toMatchObject({ files: before!.files, processes: 0, temporary: before!.temporary })
  expect(after.heap - before!.heap).toBeLessThan(MOST_GROWTH)
})

/** What this process holds, once what ended is gone: the memory of buffers is freed by threads after a collection. */
async function held() {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let times = 0; times < 3; times++) {
    collect()
    await sleep(100)
  }
  const { heapUsed, external } = process.memoryUsage()
  return {
    heap: heapUsed + external,
    files: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    processes: childrenOf(process.pid).length,
    temporary: readdirSync(tmpdir()).filter((name) => name.startsWith('litelift-')),
  }
}
