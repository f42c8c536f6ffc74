import { LiteliftError, namingFile } from './errors.ts'
import { equalAtSight } from './equal-at-sight.ts'
import type { Note, NoteCode } from './notes.ts'
import type { Plan } from './plan/plan.ts'
import type { Listener } from './events.ts'
import type { OpenedSource } from './source/file/source-object.ts'
import { type FilledOptions, fillOptions, type RawOptions } from './options.ts'
import type { Values } from './options/template.ts'
import { digestOnThreads } from './threads/digest-on-threads.ts'
import { openPool, type Pool, threadsFor } from './threads/pool.ts'
import { inspectTables, preparePlan } from './prepare-plan.ts'
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

/** On what is not compared, and on values that are compared as the options changed them. */
const TOLD = new Set<NoteCode>([
  'bookkeeping-left',
  'table-left-out',
  'values-rounded',
  'empty-as-null',
  'invalid-text-changed',
])

/** The comparison of each table, and notes on those that a migration leaves alone, so that none is made of them, and on values that the options change. */
export interface VerifiedFile {
  tables: Comparison[]
  notes: Note[]
}

export interface VerifyRequest {
  source: OpenedSource
  target: SettingsProvider
  options: RawOptions
  /** As of a migration. */
  values?: Values
  /** Where SQLite works, if it was started already; ends with the call. */
  sqlite?: SqliteHost
  signal?: AbortSignal
  listener?: Listener
  /** Bytes of a file from which on its profile takes longer than to ask whether it is needed (equal-at-sight.ts). Fewer are for tests. */
  atSightFrom?: number
}

/** As of a file that is read where it lies. */
const LARGE = 16 * 2 ** 20

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
  { target, signal, atSightFrom = LARGE }: VerifyRequest & { signal: AbortSignal },
  source: SourceFile,
  { connection, options, pool, recorder }: Comparing,
): Promise<VerifiedFile> {
  const { client } = connection
  const digesting = digestOnThreads(pool, { pages: source.pages, target, signal })
  const inspected = await recorder.phase('inspect', () => inspectTables(source, client, options, 'compare'))
  const { pageCount, pageSize } = source.pages
  const isLarge = pageCount * pageSize >= atSightFrom
  const atSight = isLarge ? await equalAtSight(inspected, { client, options, recorder, digesting }) : null
  if (atSight !== null) return { tables: atSight.tables, notes: told(atSight.plan) }
  const plan = await preparePlan(source, client, options, pool, recorder, signal, inspected)
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
      client,
      schema: options.schema,
      tables: plan.tables,
      digesting,
      signal,
      progress: compareProgress(recorder.listener, plan.tables),
    }),
  )
  return { tables, notes: told(plan) }
}

function told({ notes }: Plan): Note[] {
  return notes.filter(({ code }) => TOLD.has(code))
}
