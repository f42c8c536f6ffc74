import type { TablePlan } from '../plan/plan.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import { openReader } from '../source/pages/reader.ts'
import { rowidOf, type KeyRange } from '../source/pages/row.ts'
import type { ServerError } from '../target/server-error.ts'
import type { Loop } from '../loop/loop.ts'
import { type Batch, encodeBatch, encodersOf } from './batch.ts'
import { rejectByServer } from './reject-of.ts'

/** What becomes of a batch. */
export interface Batches {
  /**
   * Copies the rows of a batch, and gives what the server said against one of them; nothing of the batch is there then. `reached` is the last
   * row's rowid once they are read.
   */
  copy: (
    rows: () => Generator<Buffer, void, undefined>,
    batch: Batch,
    reached: () => bigint,
  ) => Promise<ServerError | null>
  /** Keeps a batch of which every row is a reject. */
  keep: (batch: Batch, reached: bigint) => Promise<void>
}

/**
 * Stages rows batch by batch, and gives each once it is dealt with.
 *
 * Where the server refuses a row, the COPY is gone with all of its rows: the batch is tried again with a 16th of them, until
 * the one that is refused stands alone and becomes a reject; then batches grow again. The line that the server names does
 * not serve: it inserts up to 1,000 lines together and names the last one it read (copyfrom.c, CopyMultiInsertBufferFlush).
 * @param loop is the call's own while it runs
 */
export async function* stageBatches(
  { pages, table, range: from, loop }: { pages: PageFileSpec; table: TablePlan; range: KeyRange; loop: Loop },
  { copy, keep }: Batches,
): AsyncGenerator<Batch, void, undefined> {
  const { encoder, byLoop } = encodersOf(loop, table, pages)
  let range = from
  let most = Infinity
  for (let done = false; !done;) {
    using reader = openReader(pages, table.scan, range, undefined, loop.window)
    for (let whole = true; whole && !done;) {
      const batch: Batch = { rows: 0, rejects: [], byReference: 0, done: false }
      const reached = () => rowidOf(reader.row)
      // A row that stands alone may have to be shown.
      const way = { reader, encoder, loop: most > 1 ? byLoop : null }
      const refusal = await copy(() => encodeBatch(way, table, most, batch), batch, reached)
      if (refusal === null) most *= 2
      else if (most > 1) {
        most = Math.ceil(batch.rows / 16)
        whole = false
        continue
      } else {
        batch.rejects.push(rejectByServer(refusal, table, reader.row))
        batch.rows = 0
        await keep(batch, reached())
      }
      if (batch.rows + batch.rejects.length > 0) range = { ...range, after: reached() }
      done = batch.done
      yield batch
    }
  }
}
