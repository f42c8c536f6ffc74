import { interrupted, namingFile } from '../errors.ts'
import type { Listener } from '../events.ts'
import { fromExactJson, toExactJson } from '../exact-json.ts'
import { identify } from '../identity.ts'
import { fillOptions, type RawOptions } from '../options.ts'
import type { Values } from '../options/template.ts'
import type { Plan } from '../plan/plan.ts'
import { planFromJson } from '../plan/plan-json.ts'
import { Recorder, type TaskRecord } from '../report/recorder.ts'
import type { SourceObject } from '../source/file/source-object.ts'
import type { Claimed } from '../target/claim/claimed.ts'
import { takenOver } from '../target/claim/fence.ts'
import { joinClaim } from '../target/claim/join-claim.ts'
import { keepLease } from '../target/claim/keep-lease.ts'
import { LEASE_SECONDS } from '../target/claim/lease.ts'
import { connectWith, type Connection } from '../target/connection/connect.ts'
import { heed } from '../target/connection/interruption.ts'
import { readPlan, readTasks, saveTask } from '../target/ledger/tasks.ts'
import type { SettingsProvider } from '../target/settings.ts'
import { ofChangedTarget } from './changed-target.ts'
import type { Reading } from './reading.ts'
import type { Work } from './work.ts'

/** What every task of a migration is given, beside what the one before it gave. All of them are given the same. */
export interface TaskRequest {
  source: SourceObject
  target: SettingsProvider
  options: RawOptions
  /** As of a migration. */
  values?: Values
  listener?: Listener
  /** The end of the task's time; what it has done by then stays done. */
  signal?: AbortSignal
  /** How the file is come by; as the source gives it, where nothing is said. */
  reading?: Reading
  /** Seconds that the claim stays its owner's after a task has last renewed it: longer than what lies between two tries of one. */
  leaseSeconds?: number
}

/** A phase's work, with what filled staging before. */
export interface Task extends Work {
  fingerprint: string | null
}

/**
 * Does one task of a claimed migration, and keeps what it adds to the report.
 * @param name the same for every try of the task
 * @throws LiteliftError as {@link inClaim} does
 */
export function asTask<Result>(
  request: TaskRequest,
  claimed: Claimed,
  name: string | (() => string),
  work: (task: Task) => Promise<Result>,
): Promise<Result> {
  const keep = async ({ connection, recorder }: Pick<Work, 'connection' | 'recorder'>) => {
    const record = toExactJson(recorder.record())
    await saveTask(connection.client, claimed, typeof name === 'string' ? name : name(), record)
  }
  return inClaim(request, claimed, work, keep)
}

/**
 * Works under a claim that an earlier task made: joins it, and renews its lease meanwhile.
 * @param after is done when the work is, also where its time is over by then
 * @throws LiteliftError what the work does; `migration-running` where another claim has the migration by now; `migration-interrupted` at the end of its time
 */
export async function inClaim<Result>(
  request: TaskRequest,
  claimed: Claimed,
  work: (task: Task) => Promise<Result>,
  after?: (opened: Pick<Work, 'connection' | 'recorder'>) => Promise<void>,
): Promise<Result> {
  const { target, leaseSeconds: seconds = LEASE_SECONDS } = request
  const lost = new AbortController()
  const signal = request.signal ? AbortSignal.any([request.signal, lost.signal]) : lost.signal
  try {
    await using opened = await openTask(request, claimed)
    const { connection } = opened
    const result = await (async () => {
      await using kept = new AsyncDisposableStack()
      kept.use(heed(connection, signal))
      const { fingerprint } = await joinClaim(connection.client, claimed, seconds)
      kept.use(keepLease({ target, claimed, seconds, lost: () => lost.abort() }))
      const { options, identity, recorder } = opened
      return await work({ target, options, identity, recorder, connection, claimed, signal, fingerprint })
    })()
    await after?.(opened)
    return result
  } catch (error) {
    throw lost.signal.aborted ? takenOver() : namingFile(error, request.source.uri)
  }
}

/** A connection for a task, with what is known without it. */
export async function openTask(
  { source, target, options: raw, values, listener }: TaskRequest,
  claimed: Claimed | null,
): Promise<Pick<Work, 'options' | 'identity' | 'recorder' | 'connection'> & AsyncDisposable> {
  const recorder = new Recorder(source, listener)
  const options = fillOptions(raw, { ...source.values, ...values })
  const identity = identify(source, options)
  const { connection, settings } = await connectWith(target, 'litelift')
  recorder.configured(options)
  recorder.connected(settings, connection)
  if (claimed) recorder.know({ id: claimed.id })
  return {
    options,
    identity,
    recorder,
    connection,
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  }
}

/**
 * Works on the plan that the tasks before left, and with what they know of the report.
 * @throws LiteliftError `migration-running`; `target-changed` where somebody changed the target since, and it has to be planned anew
 */
export async function onPlan<Result>(task: Task, work: (plan: Plan) => Promise<Result>): Promise<Result> {
  const { plan, madeFor } = await recallPlan(task)
  try {
    return await work(plan)
  } catch (error) {
    throw await ofChangedTarget(error, task.connection.client, { schema: plan.schema, planned: madeFor })
  }
}

/** The plan, with the target that it was made for; the report begins with what the tasks before know. @throws LiteliftError `migration-running` */
export async function recallPlan({
  connection,
  claimed,
  recorder,
}: {
  connection: Connection
  claimed: Claimed
  recorder: Recorder
}): Promise<{ plan: Plan; madeFor: string }> {
  const { json, madeFor } = await readPlan(connection.client, claimed)
  const plan = planFromJson(json)
  const records = await readTasks(connection.client, claimed)
  recorder.recall(
    plan,
    records.map((json) => fromExactJson(json) as TaskRecord),
  )
  return { plan, madeFor }
}

/** @throws LiteliftError `migration-interrupted` */
export function goOn(signal: AbortSignal): void {
  if (signal.aborted) throw interrupted()
}
