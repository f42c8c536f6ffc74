import type pg from 'pg'
import { interrupted } from '../errors.ts'
import type { Loop } from '../loop/loop.ts'
import type { Share } from '../loop/share.ts'
import type { TablePlan } from '../plan/plan.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import type { KeyRange } from '../source/pages/row.ts'
import { transaction } from '../target/query.ts'
import { rowViolation } from '../target/row-violation.ts'
import type { ServerError } from '../target/server-error.ts'
import type { ConnectionSettings } from '../target/settings.ts'
import type { Batch } from './batch.ts'
import { saveCheckpoints } from './checkpoint.ts'
import { copyBatch } from './copy-batch.ts'
import { stageBatches } from './stage-batches.ts'

/** One shard of one table to stage; plain data for a worker thread. `range.after` is where the last checkpoint left off. */
export interface StageShard {
  kind: 'stage'
  settings: ConnectionSettings
  applicationName: string
  pages: PageFileSpec
  /** The staging schema, and the one that the rows are for. */
  schema: string
  targetSchema: string
  table: TablePlan
  shard: number
  range: KeyRange
  migration: string
  claim: string
  /** Rows that its checkpoint counts so far. */
  dealt: number
}

/**
 * Stages a shard; each batch is one transaction of a binary COPY, the rejects of its rows, and the shard's checkpoint.
 * @param loop is the call's own while it runs
 * @returns rows dealt with by this call, rejects among them, and how they were read
 * @throws LiteliftError `migration-interrupted` when `signal` ends it between two batches; what is committed stays
 */
export async function stageShard(
  client: pg.Client,
  loop: Loop,
  task: StageShard,
  signal: AbortSignal,
  progress: (rows: number) => void,
): Promise<Share> {
  const { table, pages, range } = task
  let { dealt } = task
  const batches = stageBatches(
    { pages, table, range, loop },
    {
      copy: (rows, batch, reached) => {
        if (signal.aborted) throw interrupted()
        return copyAndCheckpoint(client, { ...task, dealt }, rows, batch, reached)
      },
      keep: (batch, reached) => transaction(client, () => save(client, { ...task, dealt }, batch, reached)),
    },
  )
  const share: Share = { rows: 0, byReference: 0, valuesAside: 0 }
  try {
    for await (const { rows, rejects, byReference } of batches) {
      const more = rows + rejects.length
      share.rows += more
      share.byReference += byReference
      dealt += more
      progress(more)
    }
  } catch (error) {
    // A COPY that did not end in time was ended by the signal.
    if (signal.aborted) throw interrupted()
    throw error
  }
  return share
}

/** Gives what the server said against a row; nothing of the batch is there then. */
async function copyAndCheckpoint(
  client: pg.Client,
  task: StageShard,
  rows: () => Generator<Buffer, void, undefined>,
  batch: Batch,
  reached: () => bigint,
): Promise<ServerError | null> {
  let copied = false
  try {
    await transaction(client, async () => {
      await copyBatch(client, task.schema, task.table, rows)
      copied = true
      await save(client, task, batch, reached())
    })
    return null
  } catch (error) {
    const refusal = copied || batch.rows === 0 ? null : rowViolation(error)
    if (refusal === null) throw error
    return refusal
  }
}

function save(
  client: pg.Client,
  { migration: id, claim, shard, dealt }: StageShard,
  batch: Batch,
  reached: bigint,
): Promise<void> {
  const rows = batch.rows + batch.rejects.length
  return saveCheckpoints(client, { id, claim }, [{ shard, dealt, batch, reached: rows > 0 ? reached : null }])
}
