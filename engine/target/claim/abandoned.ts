import type pg from 'pg'
import { lockKey } from './identity.ts'
import { readLease } from './lease.ts'
import { forgetProgress } from '../ledger/tasks.ts'
import { execute, query, transaction } from '../query.ts'
import { quoteIdentifier } from '../quote.ts'

/**
 * Removes what migrations left whose claimer is gone and that nobody will resume: staging and checkpoints of failed and published ones, of
 * those that a later one of the same file into the same schema replaces, and of those that the ledger does not know. What is held is left
 * to the next run.
 * @param own the id of the caller's migration, which is left alone
 */
export async function removeAbandoned(client: pg.ClientBase, own: string): Promise<void> {
  for (const { id } of await query<{ id: string }>(client, ABANDONED, [own])) {
    try {
      await removeLeft(client, id)
    } catch {
      // A backup may read it, or its last session be about to end; the next run finds it again.
    }
  }
}

/**
 * Removes the staging and the checkpoints of a migration that nobody is at work on; one that was to be resumed has failed then. False where
 * somebody is at work on it.
 * @throws LiteliftError `target-busy` where somebody reads its staging, `target-grant-missing`
 */
export async function removeLeft(client: pg.ClientBase, id: string): Promise<boolean> {
  const [lock] = await query<{ locked: boolean }>(client, 'SELECT pg_try_advisory_lock($1) AS locked', [lockKey(id)])
  if (!lock!.locked) return false
  try {
    return await transaction(client, async () => {
      await execute(client, 'SET LOCAL lock_timeout = 500')
      if (await isLeased(client, id)) return false
      // A task of an execution goes on with it without the lock, and not before this is over.
      await execute(client, 'SELECT FROM litelift.migration WHERE id = $1 FOR UPDATE', [id])
      if (await isLeased(client, id)) return false
      await execute(client, `DROP SCHEMA IF EXISTS ${quoteIdentifier(`litelift_${id}`)} CASCADE`)
      await forgetProgress(client, id)
      await execute(client, FORGOTTEN, [id])
      return true
    })
  } finally {
    await execute(client, 'SELECT pg_advisory_unlock($1)', [lockKey(id)])
  }
}

/** Whether an execution is at work on it, which has no session between two of its tasks. */
async function isLeased(client: pg.ClientBase, id: string): Promise<boolean> {
  const lease = await readLease(client, id)
  return lease?.kind === 'execution' && !lease.isOver
}

/** What was published before, and was to be again, is published still. */
const FORGOTTEN = `
  UPDATE litelift.migration
     SET fingerprint = NULL, finished_at = coalesce(finished_at, now()),
         state = CASE WHEN state <> 'running' THEN state WHEN published IS NOT NULL THEN 'published' ELSE 'failed' END
   WHERE id = $1`

const ABANDONED = `
  WITH left_behind AS (
    SELECT substr(nspname, 10) AS id FROM pg_namespace WHERE nspname ~ '^litelift_[0-9a-f]{16}$' AND pg_has_role(nspowner, 'USAGE')
     UNION SELECT migration FROM litelift.checkpoint)
  SELECT b.id FROM left_behind b LEFT JOIN litelift.migration m ON m.id = b.id
   WHERE b.id <> $1
     AND (m.id IS NULL OR m.state <> 'running'
       OR EXISTS (SELECT FROM litelift.migration o
                   WHERE o.source = m.source AND o.target_schema = m.target_schema AND o.id <> m.id AND o.started_at > m.started_at))
   ORDER BY b.id`
