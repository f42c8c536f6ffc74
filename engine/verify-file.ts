import { LiteliftError, namingFile } from './errors.ts'
import type { Note, NoteCode } from './notes.ts'
import type { Listener } from './events.ts'
import type { SourceObject } from './source/file/source-object.ts'
import { type FilledOptions, fillOptions, type RawOptions } from './options.ts'
import type { Values } from './options/template.ts'
import { digestOnThreads } from './threads/digest-on-threads.ts'
import { openPool, type Pool, threadsFor } from './threads/pool.ts'
import { preparePlan } from './prepare-plan.ts'
import { Recorder } from './report/recorder.ts'
import { openObtained } from './source/file/open-obtained.ts'
import { type SourceFile, whileUnchanged } from './source/file/open.ts'
import type { SqliteHost } from './source/sqlite/sqlite.ts'
import { SqliteProcess } from './source/sqlite/sqlite-process.ts'
import { type Connection, connectWith } from './target/connection/connect.ts'
import type { SettingsProvider } from './target/settings.ts'
import { compareProgress } from './verify/compare-progress.ts'
import { compareTables, type Comparison } from './verify/compare.ts'
import { option } from './named.ts'

const LEFT = new Set<NoteCode>(['bookkeeping-left', 'table-left-out'])

/** The comparison of each table, and notes on those that a migration leaves alone and so none is made of. */
export interface VerifiedFile {
  tables: Comparison[]
  notes: Note[]
}

export interface VerifyRequest {
  source: SourceObject
  target: SettingsProvider
  options: RawOptions
  /** As of a migration. */
  values?: Values
  /** Where SQLite works, if it was started already; ends with the call. */
  sqlite?: SqliteHost
  signal?: AbortSignal
  listener?: Listener
}

/** Compares every value of a file with the tables it was migrated to, both ways. Changes nothing anywhere. */
export async function verifyFile(request: VerifyRequest): Promise<VerifiedFile> {
  try {
    return await verify(request)
  } catch (thrown) {
    throw namingFile(thrown, request.source.uri)
  }
}

async function verify(request: VerifyRequest): Promise<VerifiedFile> {
  const recorder = new Recorder(request.source, request.listener)
  const options = fillOptions(request.options, { ...request.source.values, ...request.values })
  const signal = request.signal ?? new AbortController().signal
  await using disposables = new AsyncDisposableStack()
  const sqlite = disposables.use(request.sqlite ?? new SqliteProcess(signal))
  const { connection } = await connectWith(request.target, 'litelift verify')
  disposables.use(connection)
  const file = disposables.use(await request.source.obtain(signal))
  const source = disposables.use(await openObtained(request.source, file, { ...options, signal }, sqlite))
  const pool = disposables.use(openPool(threadsFor(source.pages, options.workers)))
  return await whileUnchanged(source, () =>
    compare({ ...request, signal }, source, { connection, options, pool, recorder }),
  )
}

interface Comparing {
  connection: Connection
  options: FilledOptions
  pool: Pool
  recorder: Recorder
}

async function compare(
  { target, signal }: VerifyRequest & { signal: AbortSignal },
  source: SourceFile,
  { connection, options, pool, recorder }: Comparing,
): Promise<VerifiedFile> {
  const plan = await preparePlan(source, connection.client, options, pool, recorder, signal, 'compare')
  if (plan.tables.length === 0) {
    throw new LiteliftError('table-unknown', {
      message: 'The file holds no tables to compare.',
      hint: `Check the path, ${option('include')} and ${option('exclude')}.`,
    })
  }
  const tables = await recorder.phase('verify', () =>
    compareTables({
      sqlite: source.sqlite,
      encoding: source.pages.encoding,
      client: connection.client,
      schema: options.schema,
      tables: plan.tables,
      digesting: digestOnThreads(pool, { pages: source.pages, target, signal }),
      signal,
      progress: compareProgress(recorder.listener, plan.tables),
    }),
  )
  return { tables, notes: plan.notes.filter(({ code }) => LEFT.has(code)) }
}
