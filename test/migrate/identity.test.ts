import { interrupted } from '../../engine/errors.ts'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import type { RawOptions } from '../../engine/options.ts'
import type { Report } from '../../engine/report/report.ts'
import type { SourceObject } from '../../engine/source/file/source-object.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { makeDatabase } from '../source/database-file.ts'
import { localFile } from './local-file.ts'

const FILE =
  'CREATE TABLE tag (n INTEGER); CREATE TABLE log (n INTEGER); INSERT INTO tag VALUES (1); INSERT INTO log VALUES (2)'

type Asked = Partial<SourceObject> & { options?: RawOptions; again?: boolean; signal?: AbortSignal }

/** Files under one folder, migrated as the command line does unless the source says otherwise. */
function filesFor(target: TestDatabase) {
  const folder = scratchFolder()
  const path = makeDatabase(folder.path, { fill: FILE })
  return {
    path,
    async bring({ options, again, signal, ...source }: Asked = {}, at = path): Promise<Report> {
      return await migrate({
        source: { ...(await localFile(at)), identifiedBy: 'content', ...source },
        target: () => Promise.resolve(target.settings),
        options: { schema: 's', ...options },
        again,
        signal,
      })
    },
    copy(name: string): string {
      const to = join(folder.path, name)
      cpSync(path, to)
      return to
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
}

test('the same content at another path is the same', async () => {
  await using target = await createDatabase()
  using files = filesFor(target)
  expect(await files.bring()).toMatchObject({ outcome: 'published' })
  expect(await files.bring({}, files.copy('moved.sqlite'))).toMatchObject({ outcome: 'already-published', rows: 2 })
})

test.for<[string, RawOptions, string]>([
  ['other tables', { include: ['log'] }, 'published'],
  ['tables left out', { exclude: ['tag'] }, 'published'],
  ['a cast', { tables: { log: { columns: { n: { type: 'text' } } } }, include: ['log'] }, 'published'],
  ['another mode', { mode: 'mirror' }, 'already-published'],
  ['a mode of one table', { tables: { log: { mode: 'truncate' } } }, 'published'],
  ['other workers', { workers: 1 }, 'already-published'],
  ['another verification', { verify: 'full' }, 'already-published'],
  ['rejects allowed', { onReject: 'continue' }, 'already-published'],
])('%s of the same file: %s', async ([, options, outcome]) => {
  await using target = await createDatabase()
  using files = filesFor(target)
  const first = outcome === 'published' ? { include: ['tag'] } : {}
  expect(await files.bring({ options: first })).toMatchObject({ outcome: 'published' })
  expect(await files.bring({ options })).toMatchObject({ outcome })
})

test('of an object A, B and A again are three arrivals', async () => {
  await using target = await createDatabase()
  using files = filesFor(target)
  const bring = (version: string, sequencer: string | null) =>
    files.bring({ uri: 's3://bucket/f', identifiedBy: 'arrival', version, sequencer, options: { mode: 'replace' } })
  expect(await bring('etag-a', '01')).toMatchObject({ outcome: 'published' })
  expect(await bring('etag-b', '02')).toMatchObject({ outcome: 'published' })
  expect(await bring('etag-a', '03')).toMatchObject({ outcome: 'published' })
  expect(await bring('etag-a', '01')).toMatchObject({ outcome: 'already-published' })
  expect(await bring('etag-b', '02')).toMatchObject({ outcome: 'already-published' })
  // Whoever names no arrival means the newest one.
  expect(await bring('etag-a', null)).toMatchObject({ outcome: 'already-published' })
  expect(await bring('etag-c', null)).toMatchObject({ outcome: 'published' })
})

test('other options of a route do not apply a version of an object again', async () => {
  await using target = await createDatabase()
  using files = filesFor(target)
  const object = { uri: 's3://bucket/f', identifiedBy: 'version', version: 'v1' } as const
  expect(await files.bring({ ...object, options: { include: ['tag'] } })).toMatchObject({ outcome: 'published' })
  expect(await files.bring({ ...object, options: { include: ['log'] } })).toMatchObject({
    outcome: 'already-published',
  })
})

test('what was published stays so when a run with --again is stopped', async () => {
  await using target = await createDatabase()
  using files = filesFor(target)
  const first = await files.bring()
  const stopped = await files.bring({ again: true, obtain: () => Promise.reject(interrupted()) })
  expect(stopped).toMatchObject({ outcome: 'failed-retryable' })
  const { id, rows, tables, notes, target: where } = first
  expect(await files.bring()).toMatchObject({ id, rows, tables, notes, target: where, outcome: 'already-published' })
  expect(await target.query('SELECT count(*)::int AS n FROM s.tag')).toEqual([{ n: 1 }])
  expect(await files.bring({ again: true })).toMatchObject({ outcome: 'published' })
})
