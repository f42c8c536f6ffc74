import type { TablePlan } from '../plan/plan.ts'
import type { LeafReader } from '../source/pages/row.ts'
import type { Reject } from '../target/ledger/rejects.ts'
import type { Loop } from '../loop/loop.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import { Encoder } from './encode/encoder.ts'
import { LoopEncoder } from './encode/loop-encoder.ts'
import { Output } from './encode/output.ts'
import { rejectOf } from './reject-of.ts'

/** What one transaction stages, filled while its rows are read. */
export interface Batch {
  /** Rows that were encoded. */
  rows: number
  /** Rows that were refused before they were sent. */
  rejects: Reject[]
  /** Rows that the reference read, and not the loop. */
  byReference: number
  /** The shard has no more. */
  done: boolean
}

/** Bytes of encoded rows in one transaction: small enough to lose little when a process dies, large enough for commits not to count. */
const BATCH_BYTES = 32 * 1024 * 1024
/** Bytes handed to the socket at once. 64 KB to 1 MB make no difference in throughput; smaller keeps memory low. */
export const CHUNK_BYTES = 256 * 1024
/** Refused rows write no bytes; without this bound a table of which every row is refused would be one batch, in memory. */
const BATCH_REJECTS = 5000

/** What encodes a table's rows, in the loop's own memory; `byLoop` is null where the loop does not take the table. */
export function encodersOf(
  loop: Loop,
  table: TablePlan,
  pages: PageFileSpec,
): { encoder: Encoder; byLoop: LoopEncoder | null } {
  const output = new Output(loop.output)
  return { encoder: new Encoder(table, output), byLoop: LoopEncoder.of(loop, table, pages, output, CHUNK_BYTES) }
}

/**
 * Encodes rows until the batch is full, has `most` rows, or the reader ends; counts in `batch`. A chunk lasts until the next one
 * is asked for: with memory of its own for each, dead chunks took up to 150 MB more until they were collected.
 * @param loop takes the rows that it knows; null where a row that is to be named must be read by the reader
 */
export function* encodeBatch(
  { reader, encoder, loop }: { reader: LeafReader; encoder: Encoder; loop: LoopEncoder | null },
  table: TablePlan,
  most: number,
  batch: Batch,
): Generator<Buffer, void, undefined> {
  const { output } = encoder
  // A batch that was given up halfway has left its rows there.
  output.clear()
  let bytes = 0
  while (bytes < BATCH_BYTES && batch.rows < most && batch.rejects.length < BATCH_REJECTS) {
    if (loop !== null) batch.rows += loop.encode(reader, most - batch.rows)
    if (output.position < CHUNK_BYTES && batch.rows < most) {
      if (!reader.next()) {
        batch.done = true
        break
      }
      loop?.countReference()
      batch.byReference++
      const refusal = encoder.encode(reader.row)
      if (refusal) batch.rejects.push(rejectOf(refusal, table, reader.row))
      else batch.rows++
    }
    if (output.position >= CHUNK_BYTES || !output.isOwn) {
      bytes += output.position
      if (output.position > 0) yield output.written
      output.clear()
    }
  }
  if (output.position > 0) yield output.written
}
