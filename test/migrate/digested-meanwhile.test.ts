import { closeSync, openSync, truncateSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { LiteliftError } from '../../engine/errors.ts'
import type { MigrationEvent } from '../../engine/events.ts'
import { migrate } from '../../engine/migrate.ts'
import { obtainLocal } from '../../engine/source/file/in-place.ts'
import type { OpenedSource } from '../../engine/source/file/source-object.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { localFile } from './local-file.ts'

const TABLE = `CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT);
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
    INSERT INTO t SELECT i, printf('%090d', i) FROM n`

/** Of a file that is large enough to be read in place, with the version of its content, which comes when it is said to. */
async function comingSource(path: string, version: Promise<unknown>): Promise<OpenedSource> {
  const source = await localFile(path)
  const known = source.version
  version.catch(() => undefined)
  return { ...source, identifiedBy: 'content', version: version.then(() => known) }
}

const run = (target: TestDatabase, source: OpenedSource, listener?: (event: MigrationEvent) => void) =>
  migrate({
    source,
    target: () => Promise.resolve(target.settings),
    options: { schema: 's' },
    ...(listener && { listener }),
  })

function overwrite(path: string, at: number): void {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(8192, 0xee), 0, 8192, at)
  closeSync(file)
}

const LEDGER = 'SELECT id, state, version FROM litelift.migration'

test('rows are inspected while the file is digested, and staged once it has its name', async () => {
  using folder = scratchFolder()
  const path = folder.database('a.db', TABLE)
  await using target = await createDatabase()
  const inspected = Promise.withResolvers<void>()
  const source = await comingSource(path, inspected.promise)
  const staged: unknown[] = []
  const report = await run(target, source, (event) => {
    // Were it waited for before, this would never come.
    if (event.type === 'phase-finished' && event.phase === 'inspect') inspected.resolve()
    if (event.type === 'staged') staged.push(event.rows)
  })
  expect(report).toMatchObject({
    outcome: 'published',
    rows: 60_000,
    source: { version: await source.version },
    phases: ['open', 'inspect', 'plan', 'stage', 'build', 'verify', 'publish'].map((phase) => ({ phase })),
  })
  expect(staged.at(-1)).toBe(60_000)
  expect(await target.query(LEDGER)).toEqual([{ id: report.id, state: 'published', version: report.source.version }])
})

test('a version that was published before is known as that, and what was begun ends', async () => {
  using folder = scratchFolder()
  const path = folder.database('a.db', TABLE)
  await using target = await createDatabase()
  const first = await run(target, await comingSource(path, Promise.resolve()))
  const again = await run(target, await comingSource(path, Promise.resolve()))
  expect(again).toMatchObject({ outcome: 'already-published', id: first.id, rows: 60_000, error: null })
  const [row] = await target.query("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'litelift\\_%'")
  expect(row).toEqual({ count: '0' })
})

test.each<[string, string, (path: string) => void]>([
  ['that is cut off', 'file-truncated', (path) => truncateSync(path, 3_000_000)],
  ['of which a page is damaged', 'file-damaged', (path) => overwrite(path, 3_000_000)],
])('a file %s fails under its name', async (_, code, spoil) => {
  using folder = scratchFolder()
  const path = folder.database('a.db', TABLE)
  spoil(path)
  await using target = await createDatabase()
  const digested = Promise.withResolvers<void>()
  const source = await comingSource(path, digested.promise)
  const report = await run(target, source, (event) => {
    if (event.type === 'phase-finished') digested.resolve()
  })
  expect(report).toMatchObject({ outcome: 'failed', error: { code } })
  expect(report.source.version).toMatch(/^sha256:/)
  expect(await target.query(LEDGER)).toEqual([{ id: report.id, state: 'failed', version: report.source.version }])
})

test('where the version cannot be found out, that is what fails, and the ledger knows nothing of it', async () => {
  using folder = scratchFolder()
  const path = folder.database('a.db', TABLE)
  await using target = await createDatabase()
  const gone = new LiteliftError('object-unavailable', { message: 'It was written to.', hint: 'Try again.' })
  const report = await run(
    target,
    await comingSource(
      path,
      sleep(50).then(() => Promise.reject(gone)),
    ),
  )
  expect(report).toMatchObject({ outcome: 'failed-retryable', error: { code: 'object-unavailable' } })
  expect(await target.query("SELECT to_regclass('litelift.migration') AS ledger")).toEqual([{ ledger: null }])
})

test('what fails before says which version it was nevertheless', async () => {
  using folder = scratchFolder()
  const source = await comingSource(folder.database('a.db', TABLE), Promise.resolve())
  const refused = new LiteliftError('target-unreachable', { message: 'Nobody is there.', hint: 'Look.' })
  const report = await migrate({ source, target: () => Promise.reject(refused), options: { schema: 's' } })
  expect(report).toMatchObject({
    error: { code: 'target-unreachable' },
    id: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    source: { version: await source.version },
  })
})

test('a signal ends the digest, and so does whoever needs the file no more', async () => {
  using folder = scratchFolder()
  const path = folder.database('a.db', TABLE)
  const signal = AbortSignal.abort()
  await using interrupted = await obtainLocal(path, { from: 0, signal })
  await expect(interrupted.version).rejects.toMatchObject({ code: 'migration-interrupted' })
  const left = await obtainLocal(path, { from: 0 })
  await left[Symbol.asyncDispose]()
  await expect(left.version).rejects.toMatchObject({ code: 'migration-interrupted' })
})
