import type pg from 'pg'
import { namingFile } from './errors.ts'
import { foreseeChanges, type TableChange } from './foresee-changes.ts'
import { type FilledOptions, fillOptions, type RawOptions } from './options.ts'
import type { Values } from './options/template.ts'
import type { Listener } from './events.ts'
import type { OpenedSource } from './source/file/source-object.ts'
import type { Plan } from './plan/plan.ts'
import { openPool, type Pool, threadsFor } from './threads/pool.ts'
import { preparePlan } from './prepare-plan.ts'
import { findAlsoEmpty, noteAlsoEmpty } from './publish/merge/also-empty.ts'
import { withoutLiterals } from './publish/without-secrets.ts'
import { checkBeforehand } from './publish/check-publishable.ts'
import { Recorder } from './report/recorder.ts'
import { openObtained } from './source/file/open-obtained.ts'
import { type SourceFile, whileUnchanged } from './source/file/open.ts'
import type { SqliteHost } from './source/sqlite/sqlite.ts'
import { SqliteProcess } from './source/sqlite/sqlite-process.ts'
import { connectWith } from './target/connection/connect.ts'
import { checkServer } from './target/check-server.ts'
import { ddlOf, type Statement } from './ddl/ddl.ts'
import type { SettingsProvider } from './target/settings.ts'

/** What a migration of a file would do. */
export interface PlannedFile {
  /** What becomes what, and why; without the literals of the user's own SQL. */
  plan: Plan
  /** The statements that a migration would run to make tables, keys, indexes and views, in their order. */
  ddl: Statement[]
  /** What would become of the rows of the target, by table; null without a target. */
  changes: TableChange[] | null
}

export interface PlanRequest {
  source: OpenedSource
  target: SettingsProvider | null
  options: RawOptions
  /** As of a migration. */
  values?: Values
  /** Where SQLite works, if it was started already; ends with the call. */
  sqlite?: SqliteHost
  signal?: AbortSignal
  listener?: Listener
}

/**
 * Makes the plan of a file for a target, or for an empty database without one. Changes nothing anywhere.
 * @throws LiteliftError what a migration would before any row moves
 */
export async function planFile(request: PlanRequest): Promise<PlannedFile> {
  try {
    return await plan(request)
  } catch (thrown) {
    throw namingFile(thrown, request.source.uri)
  }
}

async function plan(request: PlanRequest): Promise<PlannedFile> {
  const options = fillOptions(request.options, { ...request.source.values, ...request.values })
  const signal = request.signal ?? new AbortController().signal
  await using disposables = new AsyncDisposableStack()
  const sqlite = disposables.use(request.sqlite ?? new SqliteProcess(signal))
  const connected = request.target ? await connectWith(request.target, 'litelift plan') : null
  const client = connected ? disposables.use(connected.connection).client : null
  if (client) await checkServer(client, options)
  const file = disposables.use(await request.source.obtain(signal))
  const source = disposables.use(await openObtained(request.source, file, { ...options, signal }, sqlite))
  const pool = disposables.use(openPool(threadsFor(source.pages, options.workers)))
  const recorder = new Recorder(request.source, request.listener)
  return await whileUnchanged(source, () => planSource(source, { client, options, pool, recorder, signal }))
}

interface Planning {
  client: pg.Client | null
  options: FilledOptions
  pool: Pool
  recorder: Recorder
  signal: AbortSignal
}

async function planSource(
  source: SourceFile,
  { client, options, pool, recorder, signal }: Planning,
): Promise<PlannedFile> {
  const plan = await preparePlan(source, client, options, pool, recorder, signal)
  // What follows needs SQLite no more, but may need memory.
  await source[Symbol.asyncDispose]()
  plan.notes.unshift(...source.notes)
  if (client) await checkBeforehand(client, plan)
  if (client) plan.notes.push(...(await noteAlsoEmpty(client, await findAlsoEmpty(client, plan))))
  const changes = client ? await foreseeChanges(client, { plan, pages: source.pages, options, signal }) : null
  // What is shown and kept of a plan must not hold the passwords of the user's own SQL.
  const [before, after] = [plan.before.map(withoutLiterals), plan.after.map(withoutLiterals)]
  const shown = { ...plan, before, after }
  return { plan: shown, ddl: ddlOf(shown), changes }
}
