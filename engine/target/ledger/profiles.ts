import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type pg from 'pg'
import type { Claimed } from '../claim/claimed.ts'
import { holdClaim, takenOver } from '../claim/fence.ts'
import { execute, query, transaction } from '../query.ts'

const [pack, unpack] = [promisify(gzip), promisify(gunzip)]

/**
 * Keeps what is to be asked of each shard of a file. What was found of one before is found still, whatever its number was: a file does not change.
 * @param asked JSON, one of each shard
 * @returns numbers of the shards that are to be read
 * @throws LiteliftError `migration-running` where another claim has the migration
 */
export async function askProfiles(client: pg.ClientBase, claimed: Claimed, asked: string[]): Promise<number[]> {
  const { id, claim } = claimed
  const packed = await Promise.all(asked.map((json) => pack(json)))
  return await transaction(client, async () => {
    await holdClaim(client, claimed)
    const known = await query<{ asked: Buffer; found: Buffer | null }>(client, KNOWN, [id])
    const found = new Map(
      await Promise.all(known.map(async (one) => [(await unpack(one.asked)).toString(), one.found] as const)),
    )
    await execute(client, 'DELETE FROM litelift.profile WHERE migration = $1', [id])
    const foundOf = asked.map((json) => found.get(json) ?? null)
    await execute(client, ASK, [id, claim, packed.map((_, shard) => shard), packed, foundOf])
    return foundOf.flatMap((one, shard) => (one === null ? [shard] : []))
  })
}

const KNOWN = 'SELECT asked, found FROM litelift.profile WHERE migration = $1 AND found IS NOT NULL'
const ASK = `
  INSERT INTO litelift.profile (migration, claim, shard, asked, found)
  SELECT $1, $2, * FROM unnest($3::int[], $4::bytea[], $5::bytea[])`

/**
 * What is asked of a shard, and whether it was found.
 * @throws LiteliftError `migration-running` where the claim has no such shard: another one has the migration, or it has ended
 */
export async function readAsked(
  client: pg.ClientBase,
  { id, claim }: Claimed,
  shard: number,
): Promise<{ asked: string; isFound: boolean }> {
  const [row] = await query<{ asked: Buffer; isFound: boolean }>(
    client,
    'SELECT asked, found IS NOT NULL AS "isFound" FROM litelift.profile WHERE migration = $1 AND claim = $2 AND shard = $3',
    [id, claim, shard],
  )
  if (row === undefined) throw takenOver()
  return { asked: (await unpack(row.asked)).toString(), isFound: row.isFound }
}

/** @throws LiteliftError `migration-running` */
export async function saveFound(client: pg.ClientBase, claimed: Claimed, shard: number, json: string): Promise<void> {
  const packed = await pack(json)
  const touched = await execute(
    client,
    'UPDATE litelift.profile SET found = $4 WHERE migration = $1 AND claim = $2 AND shard = $3',
    [claimed.id, claimed.claim, shard, packed],
  )
  if (touched !== 1) throw takenOver()
}

/** What was found of the shard. @throws LiteliftError `migration-running` */
export async function readFound(client: pg.ClientBase, { id, claim }: Claimed, shard: number): Promise<string> {
  const [row] = await query<{ found: Buffer }>(
    client,
    'SELECT found FROM litelift.profile WHERE migration = $1 AND claim = $2 AND shard = $3 AND found IS NOT NULL',
    [id, claim, shard],
  )
  if (row === undefined) throw takenOver()
  return (await unpack(row.found)).toString()
}

/** Once the migration has ended. */
export async function forgetProfiles(client: pg.ClientBase, id: string): Promise<void> {
  await execute(client, 'DELETE FROM litelift.profile WHERE migration = $1', [id])
}
