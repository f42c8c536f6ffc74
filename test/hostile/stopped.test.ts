import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import { planFile } from '../../engine/plan-file.ts'
import { SqliteProcess } from '../../engine/source/sqlite/sqlite-process.ts'
import { createDatabase } from '../database.ts'
import { localFile } from '../migrate/local-file.ts'
import { type Scratch, scratchFolder } from '../scratch.ts'
import { until } from '../until.ts'
import { multipliedText, searchWithoutEnd } from './files.ts'
import { childrenOf } from './measured.ts'

const CLI = join(import.meta.dirname, '..', '..', 'cli', 'litelift.mjs')

function databaseOf(folder: Scratch, make: (database: Database.Database) => void): string {
  const path = join(folder.path, 'hostile.db')
  const database = new Database(path)
  make(database)
  database.close()
  return path
}

/** Of the 20 s that SQLite would work on; on a quiet machine it takes 50 ms. */
const MOST_MS = 8000

/** The process in which SQLite works, once it has worked for a while. */
async function working(parent: number): Promise<number> {
  let child = 0
  await until('SQLite has its process', () => Promise.resolve((child = childrenOf(parent).at(-1) ?? 0) > 0))
  await until('SQLite works', () => Promise.resolve(processorTime(child) > 1))
  return child
}

/** Seconds of processor that a process took as a user (man 5 proc): to start takes a fifth of one. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  return Number(fields[11]) / 100
}

/** Whether a process has ended; who is told of it may be slow to hear (man 5 proc: Z is a zombie). */
function isGone(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return true
  }
}

test.skipIf(process.platform !== 'linux')('a signal ends a migration while SQLite works, at once', async () => {
  using folder = scratchFolder()
  await using target = await createDatabase()
  const stop = new AbortController()
  const sqlite = new SqliteProcess(stop.signal)
  const running = migrate({
    source: await localFile(databaseOf(folder, searchWithoutEnd)),
    target: () => Promise.resolve(target.settings),
    options: { schema: 's' },
    sqlite,
    signal: stop.signal,
  })
  await working(process.pid)
  const stopped = performance.now()
  stop.abort()
  expect(await running).toMatchObject({ outcome: 'failed-retryable', error: { code: 'migration-interrupted' } })
  expect(performance.now() - stopped).toBeLessThan(MOST_MS)
})

test.skipIf(process.platform !== 'linux').for(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  '%s ends the command line and what it started while SQLite works',
  async (signal) => {
    using folder = scratchFolder()
    // Its private copy, which a SIGKILL leaves behind, goes with the folder.
    const env = { ...process.env, TMPDIR: folder.path }
    const running = spawn(process.execPath, [CLI, 'plan', databaseOf(folder, searchWithoutEnd)], {
      stdio: 'ignore',
      env,
    })
    const ended = once(running, 'exit')
    const child = await working(running.pid!)
    const sent = performance.now()
    running.kill(signal)
    expect(await ended).toEqual([null, signal])
    await until('it is gone', () => Promise.resolve(isGone(child)))
    expect(performance.now() - sent).toBeLessThan(MOST_MS)
  },
)

test.skipIf(process.platform !== 'linux').for(['SIGKILL', 'SIGSEGV'] as const)(
  'a process of SQLite that ends by %s is an error that says so, to be tried again',
  async (signal) => {
    using folder = scratchFolder()
    const sqlite = new SqliteProcess()
    const planning = planFile({
      source: await localFile(databaseOf(folder, searchWithoutEnd)),
      target: null,
      options: {},
      sqlite,
    })
    planning.catch(() => undefined)
    process.kill(await working(process.pid), signal)
    await expect(planning).rejects.toMatchObject({
      code: 'worker-ended',
      message: `The process in which SQLite works ended by ${signal}, while it was reading the table t.`,
      subject: { table: 't' },
    })
  },
)

test('a file on which SQLite takes too much memory is an error that names the table', async () => {
  using folder = scratchFolder()
  const source = await localFile(databaseOf(folder, multipliedText))
  await expect(planFile({ source, target: null, options: {} })).rejects.toMatchObject({
    code: 'file-too-costly',
    message: 'SQLite took more memory than a file of this size needs, while it was reading the table t.',
    subject: { table: 't' },
  })
})

test('a program that cannot be started is an error that says so', async () => {
  const { execPath } = process
  process.execPath = '/nowhere/node'
  try {
    await using sqlite = new SqliteProcess()
    await expect(sqlite.call('inspect', [], { doing: 'reading' })).rejects.toMatchObject({ code: 'worker-ended' })
  } finally {
    process.execPath = execPath
  }
})
