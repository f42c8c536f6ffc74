import type { Claimed } from '../target/claim/claimed.ts'
import { askDigests, readDigests } from './digest-shards.ts'
import { openFile } from './open-file.ts'
import { SHARD_BYTES } from './plan-migration.ts'
import { asTask, goOn, recallPlan, type TaskRequest } from './task.ts'
import { verifyBuilt } from './verify.ts'
import { stagedOf } from './work.ts'

/** Staging is what the file is. */
export interface Verified {
  isVerified: true
}

/** What is to be digested before that is known: of a file of which tasks read parts, by tasks of their own. */
export interface ToDigest {
  isVerified: false
  /** Numbers of the shards that are not digested. */
  shards: number[]
}

export interface Verifying {
  shardBytes?: number
  /** Leaves the rows of a large file to tasks that digest a shard each, and is called again after them; otherwise it reads what they have not settled. */
  leavesRows?: boolean
}

/** The phase verify. @throws LiteliftError `verify-differs` */
export function verifyMigration(
  request: TaskRequest,
  { id, claim }: Claimed,
  { shardBytes = SHARD_BYTES, leavesRows = false }: Verifying = {},
): Promise<Verified | ToDigest> {
  const name = leavesRows ? 'verify' : 'compare'
  return asTask(request, { id, claim }, name, async (task) => {
    const { plan } = await recallPlan(task)
    const staged = await stagedOf(task, plan)
    if (leavesRows) {
      const shards = await askDigests(request, task, staged, { shardBytes })
      if (shards.length > 0) return { isVerified: false, shards }
    }
    const digested = await readDigests(task, staged)
    const isRead = task.options.verify === 'full' && plan.tables.some(({ source }) => !digested.equal.has(source))
    await using source = isRead ? await openFile(request, task) : null
    // As in one process: full-text tables and the like are read from the copies that this makes.
    await source?.sqlite.inspect()
    goOn(task.signal)
    await verifyBuilt(task, source, staged, digested)
    return { isVerified: true }
  })
}
