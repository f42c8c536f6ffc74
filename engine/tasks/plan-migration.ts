import { isNew } from '../plan/plan.ts'
import { fingerprintOf } from '../plan/fingerprint.ts'
import { planToJson } from '../plan/plan-json.ts'
import { preparePlan } from '../prepare-plan.ts'
import { checkBeforehand } from '../publish/check-publishable.ts'
import { prepareStaging } from '../stage/staging.ts'
import { catalogueState } from '../target/catalogue-state.ts'
import type { Claimed } from '../target/claim/claimed.ts'
import { savePlan } from '../target/ledger/tasks.ts'
import { openPool, threadsFor } from '../threads/pool.ts'
import { openFile } from './open-file.ts'
import { asTask, goOn, type TaskRequest } from './task.ts'

/** Bytes of leaf pages that one task stages at a time: 400 shards for 100 GB, each of them 5 s of work. */
const SHARD_BYTES = 256 * 1024 * 1024

/** What is to be staged. */
export interface Planned {
  /** Numbers of the shards that are not done. */
  shards: number[]
  rows: number
  /** Some rows go into tables that exist: publishing takes about as long as staging them. */
  merges: boolean
}

/** The phases open, inspect and plan; makes staging ready, or takes over what is there under the same plan, and keeps the plan in the ledger. */
export function planMigration(
  request: TaskRequest,
  { id, claim }: Claimed,
  { shardBytes = SHARD_BYTES }: { shardBytes?: number } = {},
): Promise<Planned> {
  const claimed = { id, claim }
  return asTask(request, claimed, 'plan', async (task) => {
    const { connection, options, recorder, signal } = task
    const { client } = connection
    await using source = await openFile(request, task)
    goOn(signal)
    recorder.note(source.notes)
    const madeFor = await catalogueState(client, options.schema)
    await using pool = openPool(threadsFor(source.pages, options.workers))
    const plan = await preparePlan(source, client, options, pool, recorder, signal)
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
    return {
      shards: shards.filter(({ done }) => !done).map(({ shard }) => shard),
      rows: plan.tables.reduce((sum, { rows }) => sum + rows, 0),
      merges: plan.tables.some((table) => !isNew(table)),
    }
  })
}
