import { connect } from './target/connection/connect.ts'
import { lockKey } from './target/identity.ts'
import { readLedger, type LedgerEntry } from './target/ledger.ts'
import { query } from './target/query.ts'
import type { ConnectionSettings } from './target/settings.ts'

/** A migration as the ledger knows it; `interrupted` where it says running, and nobody is at it. */
export interface LedgerStatus extends Omit<LedgerEntry, 'state'> {
  state: LedgerEntry['state'] | 'interrupted'
}

/** The migrations that the target's ledger knows, newest first. */
export async function ledgerStatus(settings: ConnectionSettings): Promise<LedgerStatus[]> {
  await using connection = await connect(settings, 'litelift status')
  const earlier = await readLedger(connection.client)
  const held = new Set((await query<{ key: string }>(connection.client, HELD)).map(({ key }) => key))
  const entries = await readLedger(connection.client)
  return entries.map((entry) => {
    // Whoever is at work holds the lock from before its row says so until after; it may have come or gone between two of these queries.
    const wasThere = earlier.some(({ id, startedAt }) => id === entry.id && +startedAt === +entry.startedAt)
    const isDead = entry.state === 'running' && entry.finishedAt === null && wasThere && !held.has(lockKey(entry.id))
    return isDead ? { ...entry, state: 'interrupted' } : entry
  })
}

/** The keys of session locks in this database (view-pg-locks.html: a bigint key is in two halves, and objsubid is 1). */
const HELD = `
  SELECT ((classid::bigint << 32) | objid::bigint)::text AS key
    FROM pg_locks
   WHERE locktype = 'advisory' AND objsubid = 1 AND granted
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
