import type pg from 'pg'
import type { Holder } from '../../errors.ts'
import type { Claimed, Owner } from './claimed.ts'
import { execute, query } from '../query.ts'

/** Seconds for which a lease is given. It is renewed three times as often, so that one lost answer ends nothing. */
export const LEASE_SECONDS = 90

/** Of the running transaction, or at once: sets until when the owner is at work. False where another claim has the migration by now. */
export async function renewLease(client: pg.ClientBase, { id, claim }: Claimed, seconds: number): Promise<boolean> {
  return (await execute(client, RENEW, [id, claim, seconds])) === 1
}

const RENEW = `
  UPDATE litelift.lease SET lease_until = clock_timestamp() + make_interval(secs => $3) WHERE migration = $1 AND claim = $2`

/** The end of a migration is that of its lease; another claim's goes on. */
export async function endLease(client: pg.ClientBase, { id, claim }: Claimed): Promise<void> {
  await renewLease(client, { id, claim }, 0)
}

/** Gives a lease to another owner, with the claim: an execution goes on where a function's time is over. False where another claim has the migration by now. */
export async function handOver(
  client: pg.ClientBase,
  { id, claim }: Claimed,
  { owner, kind }: Owner,
  seconds = LEASE_SECONDS,
): Promise<boolean> {
  return (await execute(client, HAND_OVER, [id, claim, seconds, owner, kind])) === 1
}

const HAND_OVER = `
  UPDATE litelift.lease SET owner = $4, kind = $5, lease_until = clock_timestamp() + make_interval(secs => $3)
   WHERE migration = $1 AND claim = $2`

/** A lease, with whether it is over. */
export interface Lease extends Holder {
  claim: string
  isOver: boolean
}

/** The lease of a migration that is at work; null where none is. */
export async function readLease(client: pg.ClientBase, id: string): Promise<Lease | null> {
  const [row] = await query<Lease & pg.QueryResultRow>(client, LEASE, [id])
  return row ?? null
}

const LEASE = `
  SELECT l.claim::text, owner, kind, to_char(lease_until, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS until,
         greatest(extract(epoch FROM lease_until - clock_timestamp()), 0)::float8 AS seconds,
         lease_until <= clock_timestamp() AS "isOver"
    FROM litelift.lease l JOIN litelift.migration m ON m.id = l.migration AND m.claim = l.claim
   WHERE l.migration = $1 AND m.state = 'running'`
