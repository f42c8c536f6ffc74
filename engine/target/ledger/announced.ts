import type pg from 'pg'
import { ledgerVersion } from './prepare-ledger.ts'
import { execute, query } from '../query.ts'

/** What the ledger knows of telling others how a migration ended. */
export interface Announced {
  /** Of the attempt that ended last: claims count up. */
  claim: string
  announced: boolean
}

/** null where the ledger does not know the migration. */
export async function readAnnounced(client: pg.ClientBase, id: string): Promise<Announced | null> {
  if ((await ledgerVersion(client)) === 0) return null
  const [row] = await query<Announced & pg.QueryResultRow>(
    client,
    'SELECT claim::text, announced IS NOT NULL AS announced FROM litelift.migration WHERE id = $1',
    [id],
  )
  return row ?? null
}

/** Writes down that it was told; another claim's end is another story. */
export async function recordAnnounced(client: pg.ClientBase, id: string, claim: string): Promise<void> {
  await execute(client, 'UPDATE litelift.migration SET announced = now() WHERE id = $1 AND claim = $2', [id, claim])
}
