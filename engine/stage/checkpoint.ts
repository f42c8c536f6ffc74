import type pg from 'pg'
import type { Claimed } from '../target/claim/claimed.ts'
import { takenOver } from '../target/claim/fence.ts'
import { recordRejects } from '../target/ledger/rejects.ts'
import { execute } from '../target/query.ts'
import type { Batch } from './batch.ts'

/** What a transaction adds to a shard. */
export interface Reached {
  shard: number
  /** Rows that its checkpoint counts so far. */
  dealt: number
  batch: Batch
  /** Rowid of the batch's last row; null where it has none. */
  reached: bigint | null
}

/**
 * Records how far the shards of a transaction are that stages rows of them, and the rejects among those.
 * @throws LiteliftError `migration-running` when another claim took the migration over, or another try of the same task one of the shards: its
 * batches count, this one's must not
 */
export async function saveCheckpoints(
  client: pg.ClientBase,
  { id, claim }: Claimed,
  shards: readonly Reached[],
): Promise<void> {
  const rejects = shards.flatMap(({ batch }) => batch.rejects)
  await recordRejects(client, id, rejects)
  const touched = await execute(client, SAVE, [
    id,
    claim,
    shards.map(({ shard }) => shard),
    shards.map(({ dealt }) => dealt),
    shards.map(({ batch }) => batch.rows + batch.rejects.length),
    shards.map(({ reached }) => reached?.toString() ?? null),
    shards.map(({ batch }) => batch.done),
  ])
  if (touched !== shards.length) throw takenOver()
}

const SAVE = `
  UPDATE litelift.checkpoint c
     SET reached = coalesce(b.reached, c.reached), rows = c.rows + b.rows, done = b.done
    FROM unnest($3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::boolean[]) AS b (shard, dealt, rows, reached, done)
   WHERE c.migration = $1 AND c.claim = $2 AND c.shard = b.shard AND c.rows = b.dealt`
