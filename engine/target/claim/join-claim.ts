import type pg from 'pg'
import type { Claimed } from './claimed.ts'
import { takenOver } from './fence.ts'
import { LEASE_SECONDS, renewLease } from './lease.ts'
import { execute, query, transaction } from '../query.ts'

/**
 * Lets a task go on with a claim that an earlier one of its execution made, also one that comes again days later: its lease begins anew. The
 * connection's application name becomes that of the claim.
 * @returns the fingerprint of the plan that filled staging, null where none did
 * @throws LiteliftError `migration-running` where another claim has the migration, or it has ended
 */
export async function joinClaim(
  client: pg.ClientBase,
  claimed: Claimed,
  seconds = LEASE_SECONDS,
): Promise<{ fingerprint: string | null }> {
  const { id, claim } = claimed
  const joined = await transaction(client, async () => {
    const [row] = await query<{ fingerprint: string | null }>(client, JOIN, [id, claim])
    if (row === undefined || !(await renewLease(client, claimed, seconds))) throw takenOver()
    return row
  })
  await execute(client, "SELECT set_config('application_name', $1, false)", [`litelift ${id} ${claim}`])
  return joined
}

/** What an earlier try of the task said is not the end. */
const JOIN = `
  UPDATE litelift.migration SET finished_at = NULL, report = NULL WHERE id = $1 AND claim = $2 AND state = 'running'
  RETURNING fingerprint`
