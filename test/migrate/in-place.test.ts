import { readdirSync, readFileSync, statSync, truncateSync } from 'node:fs'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { MigrationEvent } from '../../engine/events.ts'
import { migrate } from '../../engine/migrate.ts'
import { planFile } from '../../engine/plan-file.ts'
import { obtainLocal } from '../../engine/source/file/in-place.ts'
import { verifyFile } from '../../engine/verify-file.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { localFile } from './local-file.ts'

const rows = (count: number) =>
  `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) INSERT INTO t SELECT i, printf('%090d', i) FROM n;`
/** 20 MB, which is large; one table and an index, which is counted. */
const LARGE = `CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT); ${rows(100_000)} CREATE INDEX t_text ON t (text)`
const SMALL = `CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT); ${rows(1000)}`

/** A folder for temporary files of its own, and what lies in it. */
function temporaryFolder() {
  const folder = scratchFolder()
  onTestFinished(() => folder[Symbol.dispose]())
  vi.stubEnv('TMPDIR', folder.path)
  onTestFinished(() => void vi.unstubAllEnvs())
  return {
    bytes: () =>
      readdirSync(folder.path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        // Blocks: a sparse file takes no room.
        .reduce((sum, entry) => sum + statSync(`${entry.parentPath}/${entry.name}`).blocks * 512, 0),
    names: () => readdirSync(folder.path),
  }
}

async function migrated(target: TestDatabase, path: string, also: { listener?: (event: MigrationEvent) => void } = {}) {
  const source = { ...(await localFile(path)), obtain: () => obtainLocal(path) }
  return await migrate({ source, target: () => Promise.resolve(target.settings), options: { schema: 's' }, ...also })
}

test('a large file is read where it lies, without a copy, and stays as it is', async () => {
  using folder = scratchFolder()
  const path = folder.database('large.db', LARGE)
  const before = { bytes: readFileSync(path), time: statSync(path).mtimeMs, beside: readdirSync(folder.path) }
  expect(before.bytes.length).toBeGreaterThan(16 * 2 ** 20)
  await using target = await createDatabase()
  const temporary = temporaryFolder()
  let most = 0
  const report = await migrated(target, path, { listener: () => (most = Math.max(most, temporary.bytes())) })
  expect(report).toMatchObject({ outcome: 'published', rows: 100_000 })
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThan(2 ** 20)
  expect(temporary.names()).toEqual([])
  const after = { bytes: readFileSync(path), time: statSync(path).mtimeMs, beside: readdirSync(folder.path) }
  expect(after.bytes.equals(before.bytes)).toBe(true)
  expect(after).toMatchObject({ time: before.time, beside: before.beside })
})

describe('a file that is written to meanwhile is named as that, and nothing is published', () => {
  const write = (path: string) => {
    using database = {
      at: new Database(path),
      [Symbol.dispose]() {
        this.at.close()
      },
    }
    database.at.exec("UPDATE t SET text = 'other' WHERE id = 500")
  }
  const changes: [string, (path: string) => void][] = [
    ['by a row', write],
    ['and cut off', (path) => truncateSync(path, 4096)],
    [
      'and put into WAL mode',
      (path) => {
        const database = new Database(path)
        database.pragma('journal_mode = WAL')
        database.exec("INSERT INTO t VALUES (0, 'late')")
        database.close()
      },
    ],
  ]
  const error = { code: 'object-unavailable', message: 'The file was written to while it was being read.' }

  test.for(changes)('%s, in a migration', async ([, change]) => {
    using folder = scratchFolder()
    const path = folder.database('live.db', SMALL)
    await using target = await createDatabase()
    const source = await localFile(path)
    let isChanged = false
    const report = await migrate({
      source,
      target: () => Promise.resolve(target.settings),
      options: { schema: 's' },
      listener: (event) => {
        if (event.type !== 'planned' || isChanged) return
        isChanged = true
        change(path)
      },
    })
    expect(report).toMatchObject({ outcome: 'failed-retryable', error })
    expect(await target.query("SELECT to_regclass('s.t') AS there")).toEqual([{ there: null }])
  })

  test.for(changes)('%s, in a plan and a comparison', async ([, change]) => {
    using folder = scratchFolder()
    const path = folder.database('live.db', SMALL)
    await using target = await createDatabase()
    const source = await localFile(path)
    const to = () => Promise.resolve(target.settings)
    await migrate({ source, target: to, options: { schema: 's' } })
    // Before the rows are read, after the file was opened.
    const listener = (event: MigrationEvent) => {
      if (event.type === 'phase-started' && event.phase === 'inspect') change(path)
    }
    const request = { source, target: to, options: { schema: 's' }, listener }
    await expect(planFile(request)).rejects.toMatchObject(error)
    const again = folder.database('again.db', SMALL)
    await expect(
      verifyFile({
        ...request,
        source: await localFile(again),
        listener: (event) => {
          if (event.type === 'phase-started' && event.phase === 'inspect') change(again)
        },
      }),
    ).rejects.toMatchObject(error)
  })
})

test('rows that SQLite has to read come from a private copy, which goes with the run', async () => {
  using folder = scratchFolder()
  // UTF-16 is compared one by one; the other two are read by SQLite.
  const utf16 = folder.database('utf16.db', `PRAGMA encoding = 'UTF-16le'; ${SMALL}`)
  const keyed = folder.database(
    'keyed.db',
    `${SMALL} CREATE TABLE k (a TEXT PRIMARY KEY) WITHOUT ROWID; INSERT INTO k SELECT text FROM t`,
  )
  const words = folder.database(
    'words.db',
    `${SMALL} CREATE VIRTUAL TABLE f USING fts5 (body); INSERT INTO f SELECT text FROM t`,
  )
  const temporary = temporaryFolder()
  for (const path of [utf16, keyed, words]) {
    await using target = await createDatabase()
    const source = await localFile(path)
    const to = () => Promise.resolve(target.settings)
    const report = await migrate({ source, target: to, options: { schema: 's' } })
    expect(report).toMatchObject({ outcome: 'published', error: null })
    await target.query("UPDATE s.t SET text = 'changed' WHERE id = 700")
    const { tables } = await verifyFile({ source, target: to, options: { schema: 's' } })
    expect(tables.find(({ table }) => table === 't')).toMatchObject({ onlyIn: { file: 1, target: 1 } })
    expect(temporary.names()).toEqual([])
  }
})

test('the same content is the same version, copied or not', async () => {
  using folder = scratchFolder()
  const path = folder.database('a.db', SMALL)
  await using lying = await obtainLocal(path, { from: 0 })
  await using copied = await obtainLocal(path)
  expect([lying.path === path, copied.path === path]).toEqual([true, false])
  expect(await lying.version).toBe(copied.version)
})

test('what lies beside a file, or is no plain database, is copied as before', async () => {
  using folder = scratchFolder()
  const path = folder.database('wal.db', 'PRAGMA journal_mode = WAL; CREATE TABLE t (a)')
  const writer = new Database(path)
  writer.exec('INSERT INTO t VALUES (1)')
  const packed = folder.file('a.txt', 'no database')
  for (const one of [path, packed]) {
    await using file = await obtainLocal(one, { from: 0 })
    expect(file.path).not.toBe(one)
    expect('unchanged' in file).toBe(false)
  }
  writer.close()
})
