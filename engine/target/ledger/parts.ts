import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type pg from 'pg'
import type { Claimed } from '../claim/claimed.ts'
import { holdClaim, takenOver } from '../claim/fence.ts'
import { execute, query, transaction } from '../query.ts'

const [pack, unpack] = [promisify(gzip), promisify(gunzip)]

/** What tasks do at the same time, each a part. */
export type PartTask = 'profile' | 'digest'

/** A part of a file that is too large for one task. */
export interface Part {
  task: PartTask
  shard: number
  /** JSON that says all: what was once found of the same is found still. */
  asked: string
  /** The same as the ledger has it. */
  packed: Buffer
}

/**
 * Keeps what is to be asked of each shard, in place of what was asked before. What was found of one stays found, whatever its number was.
 * @param asked JSON, one of each shard
 * @returns those that are to be read
 * @throws LiteliftError `migration-running` where another claim has the migration
 */
export async function askParts(
  client: pg.ClientBase,
  claimed: Claimed,
  task: PartTask,
  asked: readonly string[],
): Promise<Part[]> {
  const { id, claim } = claimed
  const packed = await Promise.all(asked.map((json) => pack(json)))
  return await transaction(client, async () => {
    await holdClaim(client, claimed)
    const known = await query<{ asked: Buffer; found: Buffer | null }>(client, KNOWN, [id, task])
    const found = new Map(
      await Promise.all(known.map(async (one) => [(await unpack(one.asked)).toString(), one.found] as const)),
    )
    const foundOf = asked.map((json) => found.get(json) ?? null)
    await execute(client, FORGET_MORE, [id, task, asked.length])
    const shards = packed.map((_, shard) => shard)
    const missing = await query<{ shard: number }>(client, ASK, [id, task, claim, shards, packed, foundOf])
    return missing.map(({ shard }) => ({ task, shard, asked: asked[shard]!, packed: packed[shard]! }))
  })
}

const KNOWN = 'SELECT asked, found FROM litelift.part WHERE migration = $1 AND task = $2 AND found IS NOT NULL'
const FORGET_MORE = 'DELETE FROM litelift.part WHERE migration = $1 AND task = $2 AND shard >= $3'
/** Who asks the same twice takes nothing from those that are at work meanwhile. */
const ASK = `
  WITH asked AS (
    INSERT INTO litelift.part AS p (migration, task, claim, shard, asked, found)
    SELECT $1, $2, $3, * FROM unnest($4::int[], $5::bytea[], $6::bytea[])
    ON CONFLICT (migration, task, shard) DO UPDATE SET claim = excluded.claim, asked = excluded.asked,
      found = CASE WHEN p.asked = excluded.asked THEN coalesce(p.found, excluded.found) ELSE excluded.found END
    RETURNING p.shard, p.found)
  SELECT shard FROM asked WHERE found IS NULL ORDER BY shard`

/**
 * What is asked of a shard, and whether it was found.
 * @throws LiteliftError `migration-running` where the claim has no such shard: another one has the migration, or it has ended
 */
export async function readAsked(
  client: pg.ClientBase,
  { id, claim }: Claimed,
  task: PartTask,
  shard: number,
): Promise<{ part: Part; isFound: boolean }> {
  const [row] = await query<{ packed: Buffer; isFound: boolean }>(client, ASKED, [id, claim, task, shard])
  if (row === undefined) throw takenOver()
  const { packed, isFound } = row
  return { part: { task, shard, asked: (await unpack(packed)).toString(), packed }, isFound }
}

const ASKED = `
  SELECT asked AS packed, found IS NOT NULL AS "isFound"
    FROM litelift.part WHERE migration = $1 AND claim = $2 AND task = $3 AND shard = $4`

/** @throws LiteliftError `migration-running`, also where something else is asked of the shard by now */
export async function saveFound(
  client: pg.ClientBase,
  { id, claim }: Claimed,
  { task, shard, packed }: Part,
  json: string,
): Promise<void> {
  const touched = await execute(client, SAVE, [id, claim, task, shard, packed, await pack(json)])
  if (touched !== 1) throw takenOver()
}

const SAVE = `
  UPDATE litelift.part SET found = $6 WHERE migration = $1 AND claim = $2 AND task = $3 AND shard = $4 AND asked = $5`

/** What was found of the shard. @throws LiteliftError `migration-running` */
export async function readFound(
  client: pg.ClientBase,
  { id, claim }: Claimed,
  task: PartTask,
  shard: number,
): Promise<string> {
  const [row] = await query<{ found: Buffer }>(client, `${FOUND} AND shard = $4`, [id, claim, task, shard])
  if (row === undefined) throw takenOver()
  return (await unpack(row.found)).toString()
}

/** What was found of all shards that were asked of the claim's tasks. */
export async function readAllFound(client: pg.ClientBase, { id, claim }: Claimed, task: PartTask): Promise<string[]> {
  const rows = await query<{ found: Buffer }>(client, FOUND, [id, claim, task])
  return Promise.all(rows.map(async ({ found }) => (await unpack(found)).toString()))
}

const FOUND = `
  SELECT found FROM litelift.part WHERE migration = $1 AND claim = $2 AND task = $3 AND found IS NOT NULL`

/** What does not hold any more. */
export async function forgetParts(client: pg.ClientBase, id: string, task: PartTask): Promise<void> {
  await execute(client, 'DELETE FROM litelift.part WHERE migration = $1 AND task = $2', [id, task])
}
