import { interrupted, withReason } from './errors.ts'
import type { Listener } from './events.ts'
import { fillOptions, type RawOptions } from './options.ts'
import { fingerprintOf } from './plan/fingerprint.ts'
import { isNew, type Plan } from './plan/plan.ts'
import { planInspected } from './prepare-plan.ts'
import { checkBeforehand } from './publish/check-publishable.ts'
import { Recorder } from './report/recorder.ts'
import type { Report } from './report/report.ts'
import { whileUnchanged } from './source/file/open.ts'
import type { SqliteHost } from './source/sqlite/sqlite.ts'
import { SqliteProcess } from './source/sqlite/sqlite-process.ts'
import type { OpenedSource } from './source/file/source-object.ts'
import { shardBytes } from './source/pages/shards.ts'
import type { Values } from './options/template.ts'
import type { Share } from './loop/share.ts'
import { stageTables } from './threads/stage-tables.ts'
import { prepareStaging } from './stage/staging.ts'
import { BuildAhead } from './build/build-ahead.ts'
import { buildOf, buildStaged, settleStaged } from './tasks/build.ts'
import { beginReading, type Reading } from './tasks/begin-reading.ts'
import { claim } from './tasks/claim.ts'
import { ofChangedTarget } from './tasks/changed-target.ts'
import { DigestsBeside } from './tasks/digests-beside.ts'
import { leave } from './tasks/leave.ts'
import { publishBuilt } from './tasks/publish.ts'
import { verifyBuilt } from './tasks/verify.ts'
import type { Work } from './tasks/work.ts'
import { Names } from './identity.ts'
import { removeAbandoned } from './target/claim/abandoned.ts'
import { takenOver } from './target/claim/fence.ts'
import type { Claimed } from './target/claim/claimed.ts'
import { keepLease } from './target/claim/keep-lease.ts'
import { LEASE_SECONDS } from './target/claim/lease.ts'
import { heed } from './target/connection/interruption.ts'
import { connectWith, withLogin } from './target/connection/connect.ts'
import type { SettingsProvider } from './target/settings.ts'

export interface MigrationRequest {
  /** Where its version is still being found out, the file is read meanwhile. */
  source: OpenedSource
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
  /** Seconds after which a claim that its owner has not renewed may be taken over; it renews it three times as often. Shorter ones are for tests. */
  leaseSeconds?: number
  /** Apply the file again although the ledger says that this version was published. */
  again?: boolean
}

/** Runs one migration to its end. Never throws for what a file, option or server did: the report's `error` says it. */
export async function migrate(request: MigrationRequest): Promise<Report> {
  const { source } = request
  const recorder = new Recorder(source, request.listener)
  const names = new Names(source, recorder)
  const lost = new AbortController()
  const signal = request.signal ? AbortSignal.any([request.signal, lost.signal]) : lost.signal
  try {
    const options = names.under(fillOptions(request.options, { ...source.values, ...request.values }))
    recorder.configured(options)
    // Starts while there is a connection to be made and a file to be fetched.
    await using sqlite = request.sqlite ?? new SqliteProcess(request.signal)
    const { connection, settings } = await connectWith(request.target, 'litelift')
    await using open = connection
    const { client } = open
    recorder.connected(settings, connection)
    let claimed: Claimed | undefined
    try {
      await using kept = new AsyncDisposableStack()
      kept.use(heed(connection, signal))
      const { target, again = false, leaseSeconds = LEASE_SECONDS } = request
      const read = () => beginReading({ source, sqlite, options, recorder, client, signal })
      const ahead = typeof source.version === 'string' ? null : await outcomeOf(read())
      if (ahead?.status === 'fulfilled') kept.use(ahead.value)
      const identity = await names.identity()
      const found = await claim(connection, recorder, { options, identity }, { again, leaseSeconds })
      if ('report' in found) return found.report
      claimed = found.claimed
      kept.use(keepLease({ target, claimed, seconds: leaseSeconds, lost: () => lost.abort() }))
      await removeAbandoned(client, claimed.id)
      if (ahead?.status === 'rejected') throw ahead.reason
      const reading = ahead?.value ?? kept.use(await read())
      const { fingerprint } = found
      const work = { target, options, recorder, connection, signal, identity, claimed }
      return await run({ ...work, request, sqlite, reading, fingerprint })
    } catch (error) {
      await names.tell()
      const report = recorder.failed(lost.signal.aborted ? takenOver() : withReason(error, request.signal))
      if (claimed) await leave(client, claimed, report)
      return report
    }
  } catch (error) {
    await names.tell()
    return recorder.failed(withReason(error, request.signal))
  }
}

async function outcomeOf<Result>(work: Promise<Result>): Promise<PromiseSettledResult<Result>> {
  const [outcome] = await Promise.allSettled([work])
  return outcome
}

interface Run extends Work {
  request: MigrationRequest
  sqlite: SqliteHost
  reading: Reading
  /** Of the plan that filled staging, by an earlier attempt. */
  fingerprint: string | null
}

/** The way of a file that is open: inspect → plan → stage → build → verify → publish. */
async function run(running: Run): Promise<Report> {
  const { options, connection, reading } = running
  try {
    return await bringIn(running)
  } catch (error) {
    throw await ofChangedTarget(error, connection.client, { schema: options.schema, planned: reading.catalogue })
  }
}

async function bringIn(running: Run): Promise<Report> {
  const { request, signal, reading } = running
  const { source } = reading
  const goOn = () => {
    if (signal.aborted) throw interrupted()
  }
  goOn()
  const staged = await whileUnchanged(source, async () => {
    const plan = await stageSource(running)
    goOn()
    const settled = await settleStaged(running, plan)
    await using beside = new DigestsBeside(running, source, settled)
    await buildStaged(running, settled, () => beside.begin())
    goOn()
    await verifyBuilt(running, source, settled, beside.digested)
    return settled
  })
  goOn()
  // Nothing is read any more: SQLite's process ends while the rows are published.
  void running.sqlite[Symbol.asyncDispose]()
  await request.beforePublish?.({ merges: staged.plan.tables.some((table) => !isNew(table)) })
  return publishBuilt(running, staged)
}

/** The phases that read the file with threads and their connections, which the later ones need no more. */
async function stageSource(running: Run): Promise<Plan> {
  const { target, options, recorder, connection, claimed, fingerprint: known, signal, reading } = running
  const { source } = reading
  await using pool = reading.pool
  const { client } = connection
  const { id, claim: number } = claimed
  const { tables, profiles } = await reading.inspected
  const plan = await recorder.phase('plan', () => planInspected(tables, profiles, options))
  recorder.planned(plan)
  await checkBeforehand(client, plan)

  await recorder.phase('stage', async () => {
    const fingerprint = fingerprintOf(plan)
    let resume = known === fingerprint
    await withLogin(target, async (settings) => {
      const shards = await prepareStaging(client, id, number, plan, {
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
      // A file for one thread at most is staged before the connection would be open.
      await using ahead = pool.lanes > 1 ? new BuildAhead(buildOf(running, { plan })) : null
      await stageTables(
        pool,
        shards,
        { id, claim: number, targetSchema: plan.schema, settings, pages: source.pages },
        { signal, progress, read, full: (table) => ahead?.add(table) },
      )
      await ahead?.stop()
    })
  })
  return plan
}
