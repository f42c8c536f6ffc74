import type pg from 'pg'
import type { Claimed } from './claimed.ts'
import { takenOver } from './fence.ts'
import { LEASE_SECONDS, renewLease } from './lease.ts'
import { execute, transaction } from '../query.ts'

/**
 * Lets a task go on with a claim that an earlier one of its execution made, also one that comes again days later: its lease begins anew. The
 * connection's application name becomes that of the claim.
 * @throws LiteliftError `migration-running` where another claim has the migration, or it has ended
 */
export async function joinClaim(client: pg.ClientBase, claimed: Claimed, seconds = LEASE_SECONDS): Promise<void> {
  const { id, claim } = claimed
  await transaction(client, async () => {
    const touched = await execute(client, JOIN, [id, claim])
    if (touched === 0 || !(await renewLease(client, claimed, seconds))) throw takenOver()
  })
  await execute(client, "SELECT set_config('application_name', $1, false)", [`litelift ${id} ${claim}`])
}

/** What an earlier try of the task said is not the end. */
const JOIN = `
  UPDATE litelift.migration SET finished_at = NULL, report = NULL WHERE id = $1 AND claim = $2 AND state = 'running'`
