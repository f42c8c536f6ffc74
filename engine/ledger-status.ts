import { connect } from './target/connection/connect.ts'
import { lockKey } from './target/claim/identity.ts'
import { checkLedgerGrants } from './target/ledger/ledger-grants.ts'
import { readLedger, type LedgerEntry } from './target/ledger/ledger.ts'
import { ledgerVersion } from './target/ledger/prepare-ledger.ts'
import { query } from './target/query.ts'
import type { ConnectionSettings } from './target/settings.ts'

/** A migration as the ledger knows it, and whether somebody is at work on it. */
export interface LedgerStatus extends Omit<LedgerEntry, 'state'> {
  /**
   * `running`: somebody is at work on it. `stopped`: it ended with an error that the next try may not meet, and goes on then. `interrupted`: its process is
   * gone without a word; the next try goes on. `published`, `failed` and `superseded` are final.
   */
  state: LedgerEntry['state'] | 'stopped' | 'interrupted'
  /** Bytes of its staging tables in the target, with their indexes; 0 where there are none. */
  staged: number
}

/** The migrations that the target's ledger knows, newest first. */
export async function ledgerStatus(settings: ConnectionSettings): Promise<LedgerStatus[]> {
  await using connection = await connect(settings, 'litelift status')
  await checkLedgerGrants(connection.client, 'read')
  const earlier = await readLedger(connection.client)
  const held = new Set((await query<{ key: string }>(connection.client, HELD)).map(({ key }) => key))
  const entries = await readLedger(connection.client)
  const isLeased = (await ledgerVersion(connection.client)) >= LEASES
  const leased = new Set(isLeased ? (await query<{ id: string }>(connection.client, LEASED)).map(({ id }) => id) : [])
  const sizes = new Map(
    (await query<{ schema: string; bytes: number }>(connection.client, SIZES)).map(({ schema, bytes }) => [
      schema,
      bytes,
    ]),
  )
  return entries.map((entry) => {
    // Whoever is at work holds the lock from before its row says so until after; it may have come or gone between two of these queries.
    const wasThere = earlier.some(({ id, startedAt }) => id === entry.id && +startedAt === +entry.startedAt)
    const isAtWork = !wasThere || held.has(lockKey(entry.id)) || leased.has(entry.id)
    const staged = sizes.get(`litelift_${entry.id}`) ?? 0
    return { ...entry, state: stateOf(entry, isAtWork), staged }
  })
}

/** A migration that ended and may go on keeps its state `running` in the ledger. */
function stateOf({ state, finishedAt }: LedgerEntry, isAtWork: boolean): LedgerStatus['state'] {
  if (state !== 'running') return state
  if (finishedAt !== null) return 'stopped'
  return isAtWork ? 'running' : 'interrupted'
}

/** The version of the ledger that has leases; one that was made by an earlier litelift is only read here. */
const LEASES = 8

/** What executions are at work on, which have no session between two of their tasks. */
const LEASED = `
  SELECT migration AS id FROM litelift.lease WHERE kind = 'execution' AND lease_until > clock_timestamp()`

/** Of staging schemas. */
const SIZES = `
  SELECT n.nspname AS schema, sum(pg_total_relation_size(c.oid))::float8 AS bytes
    FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r'
   WHERE n.nspname ~ '^litelift_[0-9a-f]{16}$'
   GROUP BY n.nspname`

/** The keys of session locks in this database (view-pg-locks.html: a bigint key is in two halves, and objsubid is 1). */
const HELD = `
  SELECT ((classid::bigint << 32) | objid::bigint)::text AS key
    FROM pg_locks
   WHERE locktype = 'advisory' AND objsubid = 1 AND granted
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
