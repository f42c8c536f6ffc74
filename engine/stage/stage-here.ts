import type pg from 'pg'
import type { TablePlan } from '../plan/plan.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import { openReader } from '../source/pages/reader.ts'
import { execute } from '../target/query.ts'
import { type Batch, encodeBatch, OUTPUT_BYTES } from './batch.ts'
import { copyBatch } from './copy-batch.ts'
import { Encoder } from './encode/encoder.ts'
import { Output } from './encode/output.ts'
import { createStagingTable } from './staging.ts'

/**
 * Stages one table on a connection, in its transaction: without workers, checkpoints and a list of rejects.
 * @returns how many rows were refused before they were sent
 * @throws LiteliftError what the server says against a row; the transaction is then of no more use
 */
export async function stageHere(
  client: pg.Client,
  table: TablePlan,
  schema: string,
  pages: PageFileSpec,
): Promise<number> {
  await execute(client, createStagingTable(table, schema))
  const encoder = new Encoder(table, new Output(OUTPUT_BYTES))
  using reader = openReader(pages, table.scan, { after: null, through: null })
  let rejected = 0
  for (let done = false; !done;) {
    const batch: Batch = { rows: 0, rejects: [], done: false }
    await copyBatch(client, schema, table, () => encodeBatch(reader, encoder, table, Infinity, batch))
    rejected += batch.rejects.length
    done = batch.done
  }
  return rejected
}
