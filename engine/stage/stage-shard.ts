import type pg from 'pg'
import { interrupted, LiteliftError } from '../errors.ts'
import type { TablePlan } from '../plan/plan.ts'
import type { PageFileSpec } from '../source/page-file.ts'
import { openReader } from '../source/reader.ts'
import { rowidOf, type KeyRange, type RowReader } from '../source/row.ts'
import { execute, transaction } from '../target/query.ts'
import type { ConnectionSettings } from '../target/settings.ts'
import { copyBatch } from './copy-batch.ts'
import { Encoder } from './encode/encoder.ts'
import { refused } from './refused.ts'

/** One shard of one table to stage; plain data for a worker thread. `range.after` is where the last checkpoint left off. */
export interface StageShard {
  kind: 'stage'
  settings: ConnectionSettings
  applicationName: string
  pages: PageFileSpec
  /** The staging schema. */
  schema: string
  table: TablePlan
  shard: number
  range: KeyRange
  migration: string
  claim: string
}

/** Bytes of encoded rows in one transaction: small enough to lose little when a process dies, large enough for commits not to count. */
const BATCH_BYTES = 32 * 1024 * 1024
/** Bytes handed to the socket at once. 64 KB to 1 MB make no difference in throughput; smaller keeps memory low. */
const CHUNK_BYTES = 256 * 1024

/**
 * Stages a shard batch by batch; each is one transaction of a binary COPY and the shard's checkpoint.
 * @returns rows staged by this call
 * @throws LiteliftError `migration-interrupted` when `signal` ends it between two batches; what is committed stays
 */
export async function stageShard(
  client: pg.Client,
  task: StageShard,
  signal: AbortSignal,
  progress: (rows: number) => void,
): Promise<number> {
  using reader = openReader(task.pages, task.table.scan, task.range)
  const { columns } = task.table
  const encoder = new Encoder(task.table.source, columns, CHUNK_BYTES + 64 * 1024)
  let staged = 0
  for (let done = false; !done;) {
    if (signal.aborted) throw interrupted()
    const batch = await transaction(client, async () => {
      const copied = await copyBatch(
        client,
        task.schema,
        task.table.name,
        columns,
        () => chunks(reader, encoder, task.table),
        task.table.source,
      )
      await saveCheckpoint(client, task, copied.rows, copied.done, copied.rows > 0 ? rowidOf(reader.row) : null)
      return copied
    })
    staged += batch.rows
    done = batch.done
    progress(batch.rows)
  }
  return staged
}

/** Chunks of one batch of encoded rows; the generator's value says how many rows, and whether they were the last. */
function* chunks(
  reader: RowReader,
  encoder: Encoder,
  table: TablePlan,
): Generator<Buffer, { rows: number; done: boolean }> {
  const { output } = encoder
  let rows = 0
  let bytes = 0
  while (bytes < BATCH_BYTES) {
    if (!reader.next()) {
      if (output.position > 0) yield output.take(output.bytes.length)
      return { rows, done: true }
    }
    const refusal = encoder.encode(reader.row)
    if (refusal) throw refused(refusal, table, reader.row)
    rows++
    if (output.position >= CHUNK_BYTES) {
      bytes += output.position
      yield output.take(CHUNK_BYTES + 64 * 1024)
    }
  }
  return { rows, done: false }
}

/** Fails when another claim took the migration over: its batches count, this one's must not. */
async function saveCheckpoint(
  client: pg.Client,
  task: StageShard,
  rows: number,
  done: boolean,
  reached: bigint | null,
): Promise<void> {
  const touched = await execute(
    client,
    `UPDATE litelift.checkpoint SET reached = coalesce($5, reached), rows = rows + $4, done = $6
      WHERE migration = $1 AND shard = $2 AND claim = $3`,
    [task.migration, task.shard, task.claim, rows, reached?.toString() ?? null, done],
  )
  if (touched === 1) return
  throw new LiteliftError('migration-running', {
    message: 'Another session claimed this migration meanwhile.',
    hint: 'Nothing was lost; `litelift status` shows the other session.',
  })
}
