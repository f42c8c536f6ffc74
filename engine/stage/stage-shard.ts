import type pg from 'pg'
import { interrupted, LiteliftError } from '../errors.ts'
import type { TablePlan } from '../plan/plan.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import { openReader } from '../source/pages/reader.ts'
import { rowidOf, type KeyRange } from '../source/pages/row.ts'
import { execute, transaction } from '../target/query.ts'
import { rowViolation } from '../target/row-violation.ts'
import { recordRejects } from '../target/rejects.ts'
import type { ServerError } from '../target/server-error.ts'
import type { ConnectionSettings } from '../target/settings.ts'
import { encodeBatch, type Batch } from './batch.ts'
import { copyBatch } from './copy-batch.ts'
import { Encoder } from './encode/encoder.ts'
import type { Output } from './encode/output.ts'
import { rejectByServer } from './reject-of.ts'

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
}

/**
 * Stages a shard batch by batch; each is one transaction of a binary COPY, the rejects of its rows, and the shard's checkpoint.
 *
 * Where the server refuses a row, the COPY is gone with all of its rows: the batch is tried again with a 16th of them, until
 * the one that is refused stands alone and becomes a reject; then batches grow again. The line that the server names does
 * not serve: it inserts up to 1,000 lines together and names the last one it read (copyfrom.c, CopyMultiInsertBufferFlush).
 * @param output is the call's own while it runs
 * @returns rows dealt with by this call, rejects among them
 * @throws LiteliftError `migration-interrupted` when `signal` ends it between two batches; what is committed stays
 */
export async function stageShard(
  client: pg.Client,
  output: Output,
  task: StageShard,
  signal: AbortSignal,
  progress: (rows: number) => void,
): Promise<number> {
  const { table } = task
  const encoder = new Encoder(table, output)
  let { range } = task
  let most = Infinity
  let staged = 0
  for (let done = false; !done;) {
    using reader = openReader(task.pages, table.scan, range)
    for (let whole = true; whole && !done;) {
      if (signal.aborted) throw interrupted()
      const batch: Batch = { rows: 0, rejects: [], done: false }
      const rows = () => encodeBatch(reader, encoder, table, most, batch)
      const refusal = await copyAndCheckpoint(client, task, rows, batch, () => rowidOf(reader.row))
      if (refusal === null) most *= 2
      else if (most > 1) {
        most = Math.ceil(batch.rows / 16)
        whole = false
        continue
      } else {
        batch.rejects.push(rejectByServer(refusal, table, reader.row))
        batch.rows = 0
        await transaction(client, () => saveCheckpoint(client, task, batch, rowidOf(reader.row)))
      }
      const dealt = batch.rows + batch.rejects.length
      if (dealt > 0) range = { ...range, after: rowidOf(reader.row) }
      staged += dealt
      done = batch.done
      progress(dealt)
    }
  }
  return staged
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
      await saveCheckpoint(client, task, batch, reached())
    })
    return null
  } catch (error) {
    const refusal = copied || batch.rows === 0 ? null : rowViolation(error)
    if (refusal === null) throw error
    return refusal
  }
}

/** Fails when another claim took the migration over: its batches count, this one's must not. */
async function saveCheckpoint(client: pg.Client, task: StageShard, batch: Batch, reached: bigint): Promise<void> {
  await recordRejects(client, task.migration, batch.rejects)
  const rows = batch.rows + batch.rejects.length
  const touched = await execute(
    client,
    `UPDATE litelift.checkpoint SET reached = coalesce($5, reached), rows = rows + $4, done = $6
      WHERE migration = $1 AND shard = $2 AND claim = $3`,
    [task.migration, task.shard, task.claim, rows, rows > 0 ? reached.toString() : null, batch.done],
  )
  if (touched === 1) return
  throw new LiteliftError('migration-running', {
    message: 'Another session claimed this migration meanwhile.',
    hint: 'Nothing was lost; `litelift status` shows the other session.',
  })
}
