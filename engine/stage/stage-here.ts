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

/** Rows that were refused, and how often for which reason: `t.price is no number`. */
export interface Refused {
  rows: number
  reasons: Map<string, number>
}

/**
 * Stages one table on a connection, in its transaction: without workers, checkpoints and a list of rejects.
 * @returns how many rows were refused before they were sent, and why
 * @throws LiteliftError what the server says against a row; the transaction is then of no more use
 */
export async function stageHere(
  client: pg.Client,
  table: TablePlan,
  schema: string,
  pages: PageFileSpec,
): Promise<Refused> {
  await execute(client, createStagingTable(table, schema))
  const encoder = new Encoder(table, new Output(OUTPUT_BYTES))
  using reader = openReader(pages, table.scan, { after: null, through: null })
  const refused: Refused = { rows: 0, reasons: new Map() }
  for (let done = false; !done;) {
    const batch: Batch = { rows: 0, rejects: [], done: false }
    await copyBatch(client, schema, table, () => encodeBatch(reader, encoder, table, Infinity, batch))
    for (const { table: source, column, reason } of batch.rejects) {
      const why = `${source}.${column} ${reason}`
      refused.rows++
      refused.reasons.set(why, (refused.reasons.get(why) ?? 0) + 1)
    }
    done = batch.done
  }
  return refused
}
