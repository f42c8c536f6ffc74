import { headObject } from '../../aws/s3/head.ts'
import { objectVersion } from '../../aws/s3/name.ts'
import { workFiles } from '../../aws/s3/work-files.ts'
import { asLiteliftError, interrupted, LiteliftError } from '../../engine/errors.ts'
import { beginMigration } from '../../engine/tasks/begin-migration.ts'
import { digestMigrationShard } from '../../engine/tasks/digest-shards.ts'
import { buildMigration, failMigration, publishMigration } from '../../engine/tasks/finish-migration.ts'
import { planMigration, type Planned, type ToProfile } from '../../engine/tasks/plan-migration.ts'
import { profileMigrationShard } from '../../engine/tasks/profile-shards.ts'
import type { Reading } from '../../engine/tasks/reading.ts'
import { stageMigrationShard, type StagedShard } from '../../engine/tasks/stage-migration-shard.ts'
import { type ToDigest, type Verified, verifyMigration } from '../../engine/tasks/verify-migration.ts'
import type { Claimed } from '../../engine/target/claim/claimed.ts'
import type { Deadline } from '../deadline.ts'
import { parseNotification } from '../intake/parse-notification.ts'
import type { ObjectEvent } from '../intake/s3-event.ts'
import type { Ended } from '../reports/ended.ts'
import { failedReport } from '../reports/failed-report.ts'
import { logFailure } from '../reports/observation.ts'
import { reportEnd } from '../reports/report-end.ts'
import { isReport } from '../reports/report-store.ts'
import { requestOf, type ObjectRequest } from '../request.ts'
import { sandbox } from '../sandbox.ts'
import { errorOf, TaskFailure } from './failure.ts'
import type { MachineTask, TaskOf } from './task.ts'

/** What an execution knows from its first task on; or how it ended there. */
type Begun =
  | { state: 'running'; object: ObjectEvent; claimed: Claimed; plans: { made: number } }
  | { state: 'ended'; outcome: string }

/** Claims the migration of the one object that the execution's input announces. Of an input without a version the latest is meant, by all tasks. */
export async function begin({ event, execution, leaseSeconds }: TaskOf<'begin'>, deadline: Deadline): Promise<Begun> {
  const announced = announcedBy(event)
  if (announced === null || isReport(announced)) return { state: 'ended', outcome: 'ignored' }
  const object = await pinned(announced)
  const request = { ...(await requestOf(object, deadline)), leaseSeconds }
  const begun = await beginMigration(request, { owner: execution, kind: 'execution' })
  if (begun.state === 'running') {
    const { id, claim } = begun
    return { state: 'running', object, claimed: { id, claim }, plans: { made: 0 } }
  }
  const { report } = await reportEnd(object, begun.report, request.target)
  return { state: 'ended', outcome: report.outcome }
}

/** Null for an event that announces no file. A pipe of EventBridge gives it in a batch of one. */
function announcedBy(event: unknown): ObjectEvent | null {
  const { objects } = parseNotification(Array.isArray(event) && event.length === 1 ? (event as unknown[])[0] : event)
  if (objects.length <= 1) return objects[0] ?? null
  throw new LiteliftError('event-invalid', {
    message: `An execution migrates one object, and its input announces ${objects.length}.`,
    hint: 'Start an execution for each of them.',
  })
}

async function pinned(object: ObjectEvent): Promise<ObjectEvent> {
  if (objectVersion(object) !== null) return object
  const { versionId, etag, bytes } = await headObject(sandbox().s3, object)
  return { ...object, versionId, etag, bytes }
}

/** The plan, or what has to be profiled before there can be one. */
export async function prepare(task: TaskOf<'prepare'>, deadline: Deadline): Promise<Planned | ToProfile> {
  const { claimed, shardBytes } = task
  return planMigration(await requestOfTask(task, deadline), claimed, { shardBytes, leavesRows: true })
}

export async function profile(task: TaskOf<'profile'>, deadline: Deadline): Promise<void> {
  const { claimed, shard } = task
  await profileMigrationShard(await requestOfTask(task, deadline), { ...claimed, shard })
}

export async function plan(task: TaskOf<'plan'>, deadline: Deadline): Promise<Planned> {
  return planMigration(await requestOfTask(task, deadline), task.claimed, { shardBytes: task.shardBytes })
}

/** @throws LiteliftError `migration-interrupted` where its time was over before it staged anything: the next try is no better off, and tries are counted */
export async function stage(task: TaskOf<'stage'>, deadline: Deadline): Promise<StagedShard> {
  const { claimed, shard } = task
  const staged = await stageMigrationShard(await requestOfTask(task, deadline), { ...claimed, shard })
  if (!staged.done && staged.rows === 0) throw interrupted()
  return staged
}

export async function build(task: TaskOf<'build'>, deadline: Deadline): Promise<void> {
  await buildMigration(await requestOfTask(task, deadline), task.claimed)
}

/** Whether staging is what the file is, or what has to be digested before that is known. */
export async function verify(task: TaskOf<'verify'>, deadline: Deadline): Promise<Verified | ToDigest> {
  const { claimed, shardBytes } = task
  return verifyMigration(await requestOfTask(task, deadline), claimed, { shardBytes, leavesRows: true })
}

export async function digest(task: TaskOf<'digest'>, deadline: Deadline): Promise<void> {
  const { claimed, shard } = task
  await digestMigrationShard(await requestOfTask(task, deadline), { ...claimed, shard })
}

export async function compare(task: TaskOf<'compare'>, deadline: Deadline): Promise<void> {
  await verifyMigration(await requestOfTask(task, deadline), task.claimed)
}

/** One that comes again after its commit, because its report could not be stored, stores the same report. */
export async function publish(task: TaskOf<'publish'>, deadline: Deadline): Promise<object> {
  const request = await requestOfTask(task, deadline)
  const { report, location } = await reportEnd(
    task.object,
    await publishMigration(request, task.claimed),
    request.target,
  )
  const { id, outcome, rows } = report
  return { id, outcome, rows, report: location }
}

async function requestOfTask(
  { object, leaseSeconds, shardBytes, wholeBytes }: Omit<TaskOf<'plan'>, 'task'>,
  deadline: Deadline,
): Promise<ObjectRequest> {
  const request = await requestOf(object, deadline)
  const bytes = object.bytes ?? 0
  const reading = readingOf({ whole: bytes <= (wholeBytes ?? Infinity), parts: bytes >= PARTS_FROM * shardBytes })
  return { ...request, leaseSeconds, ...(reading && { reading }) }
}

/** Shards that a file has at least whose parts are fetched. Fetched by its pages, a file takes half as long again as downloaded and read from the disk (bench, part ranged). */
const PARTS_FROM = 2

/** Undefined where there is no place for files of tasks. */
function readingOf({ whole, parts }: Pick<Reading, 'whole' | 'parts'>): Reading | undefined {
  const { s3, environment } = sandbox()
  const { reports, workPrefix } = environment
  if (workPrefix === null) return undefined
  return { whole, parts, files: workFiles(s3, { bucket: reports.bucket, prefix: workPrefix }) }
}

/** Reports what an execution failed with, and removes what no retry can use. */
export async function fail(task: TaskOf<'fail'>, deadline: Deadline): Promise<TaskOf<'end'>['failed']> {
  const { state, event, execution } = task
  // An error of the state's own may be an earlier one, after which was planned anew.
  const { profiles = [], stages = [], digests = [] } = state
  const thrown = [...profiles, ...stages, ...digests].find(({ error }) => error)?.error ?? state.error
  const error = errorOf(thrown ?? { Error: 'States.Runtime', Cause: '' })
  const failed = { error: error.toJSON(), redrives: execution.RedriveCount }
  // Where the input announces nothing that can be read, there is no place for a report.
  const object = state.object ?? (error.code === 'event-invalid' ? null : announcedBy(event))
  if (object !== null) await reportFailure(object, state.claimed, error, deadline)
  return failed
}

/** Where the target does not answer any more, the report says what the execution failed with all the same. */
async function reportFailure(
  object: ObjectEvent,
  claimed: Claimed | undefined,
  error: LiteliftError,
  deadline: Deadline,
): Promise<Ended> {
  const bare = failedReport(object, error, new Date())
  if (claimed === undefined) return await reportEnd(object, bare, null)
  try {
    const reading = readingOf({ whole: true, parts: false })
    const request = { ...(await requestOf(object, deadline)), ...(reading && { reading }) }
    return await reportEnd(object, await failMigration(request, claimed, error.toJSON()), request.target)
  } catch (second) {
    logFailure(asLiteliftError(second))
    return await reportEnd(object, { ...bare, id: claimed.id }, null)
  }
}

/**
 * Ends the execution with its error. One that was redriven since begins again: Step Functions redrives the state that failed, which is this one.
 * @throws TaskFailure
 */
export function end({ failed, execution }: TaskOf<'end'>): object {
  if (execution.RedriveCount > failed.redrives) return {}
  throw new TaskFailure(failed.error)
}

/** Does what a state of the machine asks for, and gives what the next ones need of it. */
export async function doTask(task: MachineTask, deadline: Deadline): Promise<unknown> {
  switch (task.task) {
    case 'begin':
      return begin(task, deadline)
    case 'prepare':
      return prepare(task, deadline)
    case 'profile':
      return profile(task, deadline)
    case 'plan':
      return plan(task, deadline)
    case 'stage':
      return stage(task, deadline)
    case 'build':
      return build(task, deadline)
    case 'verify':
      return verify(task, deadline)
    case 'digest':
      return digest(task, deadline)
    case 'compare':
      return compare(task, deadline)
    case 'publish':
      return publish(task, deadline)
    case 'fail':
      return fail(task, deadline)
    case 'end':
      return end(task)
  }
}
