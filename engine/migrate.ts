import { stat } from 'node:fs/promises'
import type pg from 'pg'
import { allEnded } from './all-ended.ts'
import { buildTables } from './build/build-tables.ts'
import { gatherStatistics } from './build/statistics.ts'
import { interrupted, LiteliftError } from './errors.ts'
import type { Listener } from './events.ts'
import { type FilledOptions, fillOptions, type RawOptions } from './options.ts'
import { fingerprintOf } from './plan/fingerprint.ts'
import { isNew, type Plan } from './plan/plan.ts'
import { withoutRejects } from './plan/without-rejects.ts'
import { digestOnThreads } from './threads/digest-on-threads.ts'
import { openPool, threadsFor } from './threads/pool.ts'
import { preparePlan } from './prepare-plan.ts'
import { publish } from './publish/publish.ts'
import { checkBeforehand } from './publish/check-publishable.ts'
import { Recorder } from './report/recorder.ts'
import type { Report } from './report/report.ts'
import { settleOrphans } from './references/settle-orphans.ts'
import type { SourceFile } from './source/file/open.ts'
import { openObtained } from './source/file/open-obtained.ts'
import type { SqliteHost } from './source/sqlite/sqlite.ts'
import { SqliteProcess } from './source/sqlite/sqlite-process.ts'
import type { SourceObject } from './source/file/source-object.ts'
import { shardBytes } from './source/pages/shards.ts'
import type { Values } from './options/template.ts'
import type { Share } from './loop/share.ts'
import { stageTables } from './threads/stage-tables.ts'
import { rejectsError } from './stage/rejects-error.ts'
import { dropStaging, prepareStaging, stagingSchema } from './stage/staging.ts'
import { identify, identifySource } from './identity.ts'
import { removeAbandoned } from './target/claim/abandoned.ts'
import { catalogueState } from './target/catalogue-state.ts'
import { claimMigration, newerIsPublished, recordSuperseded, type Claim } from './target/claim/claim-migration.ts'
import { BUILDING } from './target/claim/earlier-sessions.ts'
import { knownId, migrationId, type Identity } from './target/claim/identity.ts'
import { heed } from './target/connection/interruption.ts'
import { connectWith, withLogin, type Connection } from './target/connection/connect.ts'
import { expire } from './target/connection/watchdog.ts'
import { checkServer } from './target/check-server.ts'
import { nulledNotes, nulledRows } from './target/ledger/nulled.ts'
import { publishedBy, publishedReport, recordFailure, recordPublished } from './target/ledger/ledger.ts'
import { prepareLedger } from './target/ledger/prepare-ledger.ts'
import { ownSchema } from './target/claim/schema-owner.ts'
import { transaction } from './target/query.ts'
import { rejectedRows, summariseRejects } from './target/ledger/rejects.ts'
import type { SettingsProvider } from './target/settings.ts'
import { verifyStaged } from './verify/verify-staged.ts'

export interface MigrationRequest {
  source: SourceObject
  target: SettingsProvider
  options: RawOptions
  /** What placeholders of the options stand for, over what the source says of itself. */
  values?: Values
  listener?: Listener
  /** Where SQLite works, if it was started already; ends with the migration. */
  sqlite?: SqliteHost
  /** Ends the migration as soon as the running batch allows; it resumes from its checkpoints later. */
  signal?: AbortSignal
  /** Called when everything is ready to be published; what it throws ends the migration before. `merges`: into tables that exist. */
  beforePublish?: (publish: { merges: boolean }) => void | Promise<void>
  /** Apply the file again although the ledger says that this version was published. */
  again?: boolean
}

/** Runs one migration to its end. Never throws for what a file, option or server did: the report's `error` says it. */
export async function migrate(request: MigrationRequest): Promise<Report> {
  const recorder = new Recorder(request.source, request.listener)
  const signal = request.signal ?? new AbortController().signal
  try {
    recorder.know({ id: migrationId(identifySource(request.source)) })
    const options = fillOptions(request.options, { ...request.source.values, ...request.values })
    const identity = identify(request.source, options)
    recorder.know({ id: migrationId(identity), mode: options.mode, constants: options.constants })
    // Starts while there is a connection to be made and a file to be fetched.
    await using sqlite = request.sqlite ?? new SqliteProcess(request.signal)
    const { connection, settings } = await connectWith(request.target, 'litelift')
    await using open = connection
    const { client } = open
    recorder.know({ target: { host: settings.host, database: settings.database, schema: options.schema } })
    let claimed: { id: string; claim: string } | undefined
    try {
      await using _ = heed(connection, signal)
      await checkServer(client, options)
      await prepareLedger(client)
      const id = await knownId(client, identity)
      recorder.know({ id })
      const claim = await claimMigration(client, id, identity, { mode: options.mode, again: request.again ?? false })
      if (claim.state === 'published') return recorder.publishedBefore(await publishedReport(client, id))
      if (claim.state === 'superseded') return recorder.ended('superseded')
      claimed = { id, claim: claim.claim }
      await removeAbandoned(client, id)
      return await run({ request, options, recorder, connection, signal, sqlite, identity, id, ...claim })
    } catch (error) {
      const report = recorder.failed(error)
      if (claimed) await leave(client, claimed, report)
      return report
    }
  } catch (error) {
    return recorder.failed(error)
  }
}

interface Run extends Extract<Claim, { state: 'running' }> {
  request: MigrationRequest
  signal: AbortSignal
  options: FilledOptions
  recorder: Recorder
  connection: Connection
  sqlite: SqliteHost
  identity: Identity
  id: string
}

/** The way of a file: open → inspect → plan → stage → build → verify → publish. */
async function run(running: Run): Promise<Report> {
  const { request, options, recorder, connection, signal } = running
  await using disposables = new AsyncDisposableStack()
  const source = await recorder.phase('open', async () => {
    const file = disposables.use(await request.source.obtain(signal))
    recorder.know({ bytes: 'path' in file ? (await stat(file.path)).size : file.file.bytes })
    return disposables.use(await openObtained(request.source, file, { ...options, signal }, running.sqlite))
  })
  recorder.note(source.notes)
  const planned = await catalogueState(connection.client, options.schema)
  try {
    return await bringIn(running, source)
  } catch (error) {
    throw await ofChangedTarget(error, connection.client, { schema: options.schema, planned })
  }
}

async function bringIn(running: Run, source: SourceFile): Promise<Report> {
  const { request, options, recorder, connection, signal, identity, id, claim } = running
  const { client } = connection
  const goOn = () => {
    if (signal.aborted) throw interrupted()
  }
  goOn()
  const plan = await stageSource(running, source)
  goOn()
  const schema = stagingSchema(id)
  await transaction(client, () => settleOrphans(client, { plan, staging: schema, migration: id }))
  recorder.note(await nulledNotes(client, id))
  const rejects = await summariseRejects(client, id)
  recorder.rejected(rejects)
  if (rejects.rows > 0 && options.onReject === 'fail') throw rejectsError(rejects)
  const staged = withoutRejects(plan, rejects.byTable)

  const building = {
    plan: staged,
    schema,
    target: request.target,
    applicationName: `litelift ${id} ${claim} ${BUILDING}`,
    connections: options.workers,
    listener: recorder.listener,
    signal,
  }
  recorder.note(await recorder.phase('build', () => buildTables(building)))
  goOn()

  await recorder.phase('verify', async () => {
    await using pool = openPool(options.verify === 'full' ? threadsFor(source.pages, options.workers) : 0)
    await allEnded([
      verifyStaged({
        source,
        client,
        schema,
        plan: staged,
        extent: options.verify,
        rejected: rejectedRows(client, id, rejects),
        nulled: await nulledRows(client, id),
        digesting: digestOnThreads(pool, { pages: source.pages, target: request.target, signal }),
        listener: recorder.listener,
        signal,
      }),
      gatherStatistics(building),
    ])
  })
  goOn()
  await request.beforePublish?.({ merges: staged.tables.some((table) => !isNew(table)) })

  const published = await recorder.phase('publish', () =>
    publish(connection, {
      plan: staged,
      migration: id,
      options,
      staging: schema,
      isSuperseded: async () => {
        await ownSchema(client, identity)
        return newerIsPublished(client, id, identity)
      },
      record: async (published) => {
        recorder.rejected(await summariseRejects(client, id))
        recorder.filled(published)
        return recordPublished(client, id, claim, recorder.published())
      },
      evidence: publishedBy(id, claim),
    }),
  )
  if (published !== null) {
    recorder.tellFound()
    return recorder.published()
  }
  await transaction(client, async () => {
    await recordSuperseded(client, id, identity, options.mode)
    await dropStaging(client, id)
  })
  return recorder.ended('superseded')
}

/** The phases that read the file with threads and their connections, which the later ones need no more. */
async function stageSource(
  { request, options, recorder, connection, id, claim, fingerprint: known, signal }: Run,
  source: SourceFile,
): Promise<Plan> {
  const { client } = connection
  await using pool = openPool(threadsFor(source.pages, options.workers))
  const plan = await preparePlan(source, client, options, pool, recorder, signal)
  recorder.planned(plan)
  await checkBeforehand(client, plan)

  await recorder.phase('stage', async () => {
    const fingerprint = fingerprintOf(plan)
    let resume = known === fingerprint
    await withLogin(request.target, async (settings) => {
      const shards = await prepareStaging(client, id, claim, plan, {
        pages: source.pages,
        shardBytes: shardBytes(source.pages, pool.lanes),
        resume,
        fingerprint,
      })
      // A second login goes on where the first one was refused.
      resume = true
      let rows = shards.reduce((sum, shard) => sum + shard.rows, 0)
      if (rows > 0) recorder.listener({ type: 'resumed', rows })
      const of = plan.tables.reduce((sum, table) => sum + table.rows, 0)
      const staged = Map.groupBy(shards, ({ table }) => table.source)
      const byTable = new Map(
        [...staged].map(([table, parts]) => [table, parts.reduce((sum, part) => sum + part.rows, 0)]),
      )
      const rowsOf = new Map(plan.tables.map((table) => [table.source, table.rows]))
      const progress = (table: string, more: number) => {
        const ofTable = { rows: byTable.get(table)! + more, of: rowsOf.get(table)! }
        byTable.set(table, ofTable.rows)
        recorder.listener({ type: 'staged', table, rows: (rows += more), of, ofTable })
      }
      const read = (table: string, share: Share) => recorder.listener({ type: 'read', phase: 'stage', table, ...share })
      await stageTables(
        pool,
        shards,
        { id, claim, targetSchema: plan.schema, settings, pages: source.pages },
        { signal, progress, read },
      )
    })
  })
  return plan
}

/**
 * What a migration meets that planned for another target than the one it came to may pass the next time, which plans anew: where
 * somebody changed definitions meanwhile, be it another migration, or the password.
 */
async function ofChangedTarget(
  error: unknown,
  client: pg.Client,
  { schema, planned }: { schema: string; planned: string },
): Promise<unknown> {
  if (!(error instanceof LiteliftError) || error.kind !== 'target') return error
  const isChanged = async () => {
    try {
      return (await catalogueState(client, schema)) !== planned
    } catch {
      // Nobody can be asked any more; the error that came first is the one to tell.
      return false
    }
  }
  // The connection that asks got in.
  if (error.code !== 'target-refused-login' && !(await isChanged())) return error
  return new LiteliftError('target-changed', {
    subject: error.subject,
    message: `The target was changed while the migration ran, and does not fit its plan any more: ${error.message}`,
    hint: 'Run it again: it is planned anew.',
    cause: error,
  })
}

/** Milliseconds that a server has to take down why a migration failed, after a connection to it was lost. */
const LAST_WORD = 10_000

/**
 * After a failure: what a retry can use stays; what it cannot is removed, unless it is another claim's by now. The report says
 * why in any case.
 */
async function leave(client: pg.Client, { id, claim }: { id: string; claim: string }, report: Report): Promise<void> {
  // A server that fell silent on another connection is not waited for a second time.
  using _ = report.error?.code === 'target-connection-lost' ? expire(client, LAST_WORD) : null
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
