import type pg from 'pg'
import type { Mode } from '../../options/modes.ts'
import type { Identity } from './identity.ts'
import { query } from '../query.ts'

/** Modes in which older content does not take back what newer content brought. */
const ADDING: readonly Mode[] = ['append', 'upsert']

/**
 * Whether a seed's content that is not published under its id was so under another: newer content came since then, and this is a rollback to
 * it. Where a mode puts the content in place of what is there, that is what it does; where it adds to it, nothing would be rolled back.
 */
export async function isOlderSeed(client: pg.ClientBase, identity: Identity, mode: Mode): Promise<boolean> {
  if (identity.identifiedBy !== 'seed' || !ADDING.includes(mode)) return false
  const { source, version, schema } = identity
  const [row] = await query<{ older: boolean }>(
    client,
    `SELECT EXISTS (
       SELECT FROM litelift.migration
        WHERE source = $1 AND version = $2 AND target_schema = $3 AND published IS NOT NULL) AS older`,
    [source, version, schema],
  )
  return row!.older
}
