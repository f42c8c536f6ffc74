import type pg from 'pg'
import { Loop } from '../loop/loop.ts'
import type { TablePlan } from '../plan/plan.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import type { Reject } from '../target/ledger/rejects.ts'
import { execute } from '../target/query.ts'
import { rowViolation } from '../target/row-violation.ts'
import type { ServerError } from '../target/server-error.ts'
import { copyBatch } from './copy-batch.ts'
import { stageBatches } from './stage-batches.ts'
import { createStagingTable } from './staging.ts'

/** Rows that were refused: how many for which reason (`t.price is no number`), and the first of them. */
export interface Refused {
  rows: number
  reasons: Map<string, { rows: number; first: Pick<Reject, 'rowid' | 'column' | 'value'> }>
}

/**
 * Stages one table on a connection, in its transaction: without workers and checkpoints.
 * @param keep is given the rejects of each batch
 * @returns how many rows were refused, here or by the server, and why
 */
export async function stageHere(
  client: pg.Client,
  table: TablePlan,
  schema: string,
  pages: PageFileSpec,
  keep: (rejects: readonly Reject[]) => Promise<void> = () => Promise.resolve(),
): Promise<Refused> {
  await execute(client, createStagingTable(table, schema))
  const refused: Refused = { rows: 0, reasons: new Map() }
  const batches = stageBatches(
    { pages, table, range: { after: null, through: null }, loop: new Loop() },
    {
      copy: (rows) => attempt(client, () => copyBatch(client, schema, table, rows)),
      keep: () => Promise.resolve(),
    },
  )
  for await (const { rejects } of batches) {
    await keep(rejects)
    for (const { table: source, column, reason, rowid, value } of rejects) {
      const why = column === null ? `a row of ${source} ${reason}` : `${source}.${column} ${reason}`
      const known = refused.reasons.get(why)
      refused.rows++
      refused.reasons.set(why, { rows: (known?.rows ?? 0) + 1, first: known?.first ?? { rowid, column, value } })
    }
  }
  return refused
}

/** Does something of which nothing stays where the server refuses a row, and gives what it said. */
async function attempt(client: pg.Client, work: () => Promise<void>): Promise<ServerError | null> {
  await execute(client, 'SAVEPOINT batch')
  try {
    await work()
  } catch (error) {
    const refusal = rowViolation(error)
    if (refusal === null) throw error
    await execute(client, 'ROLLBACK TO batch')
    return refusal
  }
  await execute(client, 'RELEASE batch')
  return null
}
