import { stat } from 'node:fs/promises'
import type pg from 'pg'
import { allEnded } from './all-ended.ts'
import { buildTables } from './build/build-tables.ts'
import { gatherStatistics } from './build/statistics.ts'
import { interrupted } from './errors.ts'
import type { Listener } from './events.ts'
import { parseOptions, type Options, type RawOptions } from './options.ts'
import { fingerprintOf } from './plan/fingerprint.ts'
import type { Plan } from './plan/plan.ts'
import { withoutRejects } from './plan/without-rejects.ts'
import { openPool, threadsFor } from './threads/pool.ts'
import { preparePlan } from './prepare-plan.ts'
import { publish } from './publish/publish.ts'
import { checkBeforehand } from './publish/check-publishable.ts'
import { Recorder } from './report/recorder.ts'
import type { Report } from './report/report.ts'
import { settleOrphans } from './references/settle-orphans.ts'
import { openSource, type SourceFile } from './source/file/open.ts'
import type { SqliteHost } from './source/sqlite/sqlite.ts'
import { SqliteProcess } from './source/sqlite/sqlite-process.ts'
import type { SourceObject } from './source/file/source-object.ts'
import { shardBytes } from './source/pages/shards.ts'
import { stageTables } from './threads/stage-tables.ts'
import { rejectsError } from './stage/rejects-error.ts'
import { dropStaging, prepareStaging, stagingSchema } from './stage/staging.ts'
import { claimMigration, migrationId, type Claim } from './target/claim-migration.ts'
import { connectWith } from './target/connection.ts'
import { checkServer } from './target/check-server.ts'
import { nulledNotes, nulledRows } from './target/nulled.ts'
import { recordFailure, recordPublished } from './target/ledger.ts'
import { prepareLedger } from './target/prepare-ledger.ts'
import { transaction } from './target/query.ts'
import { rejectedRows, summariseRejects } from './target/rejects.ts'
import type { ConnectionSettings, SettingsProvider } from './target/settings.ts'
import { verifyStaged } from './verify/verify-staged.ts'

export interface MigrationRequest {
  source: SourceObject
  target: SettingsProvider
  options: RawOptions
  listener?: Listener
  /** Where SQLite works, if it was started already; ends with the migration. */
  sqlite?: SqliteHost
  /** Ends the migration as soon as the running batch allows; it resumes from its checkpoints later. */
  signal?: AbortSignal
  /** Apply the file again although the ledger says that this version was published. */
  again?: boolean
}

/** Runs one migration to its end. Never throws for what a file, option or server did: the report's `error` says it. */
export async function migrate(request: MigrationRequest): Promise<Report> {
  const recorder = new Recorder(request.source, request.listener)
  try {
    const options = parseOptions(request.options)
    const { source } = request
    const identity = {
      source: source.uri,
      version: source.version,
      sequencer: source.sequencer,
      schema: options.schema,
    }
    const id = migrationId(identity)
    recorder.know({ id, mode: options.mode })
    // Starts while there is a connection to be made and a file to be fetched.
    await using sqlite = request.sqlite ?? new SqliteProcess(request.signal)
    const { connection, settings } = await connectWith(request.target, 'litelift')
    await using _ = connection
    const { client } = connection
    recorder.know({ target: { host: settings.host, database: settings.database, schema: options.schema } })
    await checkServer(client, options)
    await prepareLedger(client)
    const claim = await claimMigration(client, id, identity, { mode: options.mode, again: request.again ?? false })
    if (claim.state === 'published') {
      const { rows, report } = claim.entry
      const before = recorder.ended('already-published')
      return { ...before, rows: rows ?? 0, rejects: { ...before.rejects, ...report?.rejects } }
    }
    if (claim.state === 'superseded') return recorder.ended('superseded')
    try {
      return await run({ request, options, recorder, client, settings, sqlite, id, ...claim })
    } catch (error) {
      const report = recorder.failed(error)
      await leave(client, id, claim.claim, report)
      return report
    }
  } catch (error) {
    return recorder.failed(error)
  }
}

interface Run extends Extract<Claim, { state: 'running' }> {
  request: MigrationRequest
  options: Options
  recorder: Recorder
  client: pg.Client
  settings: ConnectionSettings
  sqlite: SqliteHost
  id: string
}

/** The way of a file: open → inspect → plan → stage → build → verify → publish. */
async function run(running: Run): Promise<Report> {
  const { request, options, recorder, client, settings, id, claim } = running
  const signal = request.signal ?? new AbortController().signal
  const goOn = () => {
    if (signal.aborted) throw interrupted()
  }
  await using disposables = new AsyncDisposableStack()
  const source = await recorder.phase('open', async () => {
    const file = disposables.use(await request.source.obtain(signal))
    recorder.know({ bytes: (await stat(file.path)).size })
    return disposables.use(await openSource(file.path, { ...options, signal }, running.sqlite))
  })
  recorder.note(source.notes)
  goOn()
  const plan = await stageSource(running, source, signal)
  goOn()
  const schema = stagingSchema(id)
  await transaction(client, () => settleOrphans(client, { plan, staging: schema, migration: id }))
  recorder.note(await nulledNotes(client, id))
  const rejects = await summariseRejects(client, id)
  recorder.rejected(rejects)
  if (rejects.rows > 0 && options.onReject === 'fail') throw rejectsError(rejects)
  const staged = withoutRejects(plan, rejects.byTable)

  const applicationName = `litelift ${id}`
  const building = {
    plan: staged,
    schema,
    settings,
    applicationName,
    connections: options.workers,
    listener: recorder.listener,
  }
  recorder.note(await recorder.phase('build', () => buildTables(building)))
  goOn()

  await recorder.phase('verify', async () =>
    allEnded([
      verifyStaged({
        source,
        client,
        schema,
        plan: staged,
        extent: options.verify,
        rejected: rejectedRows(client, id, rejects),
        nulled: await nulledRows(client, id),
        signal,
      }),
      gatherStatistics(building),
    ]),
  )
  goOn()

  await recorder.phase('publish', () =>
    publish(client, {
      plan: staged,
      migration: id,
      options,
      staging: schema,
      record: async (published) => {
        recorder.rejected(await summariseRejects(client, id))
        recorder.filled(published)
        return recordPublished(client, id, claim, recorder.published())
      },
    }),
  )
  return recorder.published()
}

/** The phases that read the file with threads and their connections, which the later ones need no more. */
async function stageSource(
  { options, recorder, client, settings, id, claim, fingerprint: known }: Run,
  source: SourceFile,
  signal: AbortSignal,
): Promise<Plan> {
  await using pool = openPool(threadsFor(source.pages, options.workers))
  const plan = await preparePlan(source, client, options, pool, recorder, signal)
  recorder.planned(plan)
  await checkBeforehand(client, plan)

  await recorder.phase('stage', async () => {
    const fingerprint = fingerprintOf(plan)
    const shards = await prepareStaging(client, id, claim, plan, {
      pages: source.pages,
      shardBytes: shardBytes(source.pages, pool.lanes),
      resume: known === fingerprint,
      fingerprint,
    })
    let rows = shards.reduce((sum, shard) => sum + shard.rows, 0)
    if (rows > 0) recorder.listener({ type: 'resumed', rows })
    const of = plan.tables.reduce((sum, table) => sum + table.rows, 0)
    const progress = (table: string, more: number) =>
      recorder.listener({ type: 'staged', table, rows: (rows += more), of })
    await stageTables(
      pool,
      shards,
      { id, claim, targetSchema: plan.schema, settings, pages: source.pages },
      { signal, progress },
    )
  })
  return plan
}

/**
 * After a failure: what a retry can use stays; what it cannot is removed, unless it is another claim's by now. The report says
 * why in any case.
 */
async function leave(client: pg.Client, id: string, claim: string, report: Report): Promise<void> {
  try {
    await transaction(client, async () => {
      const isOurs = await recordFailure(client, id, claim, report)
      if (isOurs && report.error?.kind !== 'again') await dropStaging(client, id)
    })
  } catch {
    // The connection is gone as well. The ledger then says `running` without a session holding the claim, which
    // `litelift status` shows as interrupted; the next attempt takes over or starts anew.
  }
}
