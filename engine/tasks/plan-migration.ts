import { isNew, type Plan } from '../plan/plan.ts'
import { fingerprintOf } from '../plan/fingerprint.ts'
import { planToJson } from '../plan/plan-json.ts'
import { inspectTables, planInspected, preparePlan, settleProfiles } from '../prepare-plan.ts'
import { checkBeforehand } from '../publish/check-publishable.ts'
import { copiesPath } from '../source/pages/page-file.ts'
import { prepareStaging } from '../stage/staging.ts'
import { catalogueState } from '../target/catalogue-state.ts'
import type { Claimed } from '../target/claim/claimed.ts'
import { savePlan } from '../target/ledger/tasks.ts'
import { openPool, type Pool, threadsFor } from '../threads/pool.ts'
import { cutTables } from '../threads/profile-tables.ts'
import { openFile, type OpenFile } from './open-file.ts'
import type { WorkFiles } from './reading.ts'
import { profileParts } from './profile-shards.ts'
import { asTask, goOn, type Task, type TaskRequest } from './task.ts'

/** Bytes of leaf pages that one task works on at a time: 400 shards for 100 GB, each of them 5 s of work. */
export const SHARD_BYTES = 256 * 1024 * 1024

/** What is to be staged. */
export interface Planned {
  isPlanned: true
  /** Numbers of the shards that are not done. */
  shards: number[]
  rows: number
  /** Some rows go into tables that exist: publishing takes about as long as staging them. */
  merges: boolean
}

/** What is to be profiled before there can be a plan: of a file that is read by its pages, by tasks of their own. */
export interface ToProfile {
  isPlanned: false
  /** Numbers of the shards that are not profiled. */
  shards: number[]
}

export interface Planning {
  shardBytes?: number
  /** Leaves the rows of a file that is read by its pages to tasks that profile a shard each, and is called again after them; otherwise it reads what they have not. */
  leavesRows?: boolean
}

/** The phases open, inspect and plan; makes staging ready, or takes over what is there under the same plan, and keeps the plan in the ledger. */
export function planMigration(
  request: TaskRequest,
  claimed: Claimed,
  planning?: Planning & { leavesRows?: false },
): Promise<Planned>
export function planMigration(request: TaskRequest, claimed: Claimed, planning: Planning): Promise<Planned | ToProfile>
export function planMigration(
  request: TaskRequest,
  { id, claim }: Claimed,
  { shardBytes = SHARD_BYTES, leavesRows = false }: Planning = {},
): Promise<Planned | ToProfile> {
  const claimed = { id, claim }
  let name = 'plan'
  return asTask(
    request,
    claimed,
    () => name,
    async (task) => {
      const { connection, options, recorder, signal } = task
      const { client } = connection
      await using source = await openFile(request, task)
      goOn(signal)
      const madeFor = await catalogueState(client, options.schema)
      await using pool = openPool(threadsFor(source.pages, options.workers))
      const made =
        source.pages.fetched === undefined
          ? { plan: await preparePlan(source, client, options, pool, recorder, signal) }
          : await planByParts(task, source, pool, { shardBytes, leave: leavesRows })
      if ('missing' in made) {
        name = 'prepare'
        return { isPlanned: false, shards: made.missing }
      }
      const { plan } = made
      recorder.note(source.notes)
      recorder.planned(plan)
      await checkBeforehand(client, plan)
      const fingerprint = fingerprintOf(plan)
      const resume = task.fingerprint === fingerprint
      const shards = await prepareStaging(client, id, claim, plan, {
        pages: source.pages,
        shardBytes,
        resume,
        fingerprint,
      })
      await savePlan(client, claimed, { json: planToJson(plan), madeFor }, { anew: !resume })
      if (request.reading && shards.length > 1) await leaveFiles(request.reading.files, source, plan, { id, signal })
      return {
        isPlanned: true,
        shards: shards.filter(({ done }) => !done).map(({ shard }) => shard),
        rows: plan.tables.reduce((sum, { rows }) => sum + rows, 0),
        merges: plan.tables.some((table) => !isNew(table)),
      }
    },
  )
}

/** The phases inspect and plan of a file that is read by its pages. */
async function planByParts(
  task: Task,
  source: OpenFile,
  pool: Pool,
  { shardBytes, leave }: { shardBytes: number; leave: boolean },
): Promise<{ plan: Plan } | { missing: number[] }> {
  const { connection, options, recorder } = task
  const found = await recorder.phase('inspect', async () => {
    const inspected = await inspectTables(source, connection.client, options)
    const parts = cutTables(source.pages, inspected.placed.placements, shardBytes)
    const found = await profileParts(task, pool, source.pages, parts, { leave })
    if ('missing' in found) return found
    await settleProfiles(source, inspected, found.profiles, recorder)
    return { inspected, ...found }
  })
  if ('missing' in found) return found
  return { plan: await recorder.phase('plan', () => planInspected(found.inspected, found.profiles, options)) }
}

/** Leaves what SQLite made of the file to those that read its rows, so that it is made once. */
async function leaveFiles(
  files: WorkFiles,
  { pages, isMade }: OpenFile,
  plan: Plan,
  { id, signal }: { id: string; signal: AbortSignal },
): Promise<void> {
  if (isMade) await files.put(id, 'database', pages.path, signal)
  const isCopied = plan.tables.some(({ scan }) => scan.copied)
  if (isCopied) await files.put(id, 'copies', copiesPath(pages.path), signal)
}
