import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { LiteliftError } from '../errors.ts'
import { type Holder, lockHolders, shownHolder } from '../target/lock-holders.ts'
import { execute, query, transaction } from '../target/query.ts'
import { isQueryCanceled, sqlStateOf } from '../target/server-error.ts'
import { refuseInterrupted } from '../target/connection/interruption.ts'
import type { Needed } from './lock-tables.ts'

/** Milliseconds between the first try and the last. */
const PATIENCE = 60_000

/**
 * Tries until nobody is in the way, for a minute. Between two tries nothing is held, for longer than a try may wait: those who
 * queued up behind it go on.
 * @param attempt fails as a whole, with everything undone
 * @throws LiteliftError `target-busy` naming who holds what; nothing has changed then
 */
export async function untilFree<Result>(
  client: pg.ClientBase,
  { alone, shared, staged }: Needed,
  attempt: () => Promise<Result>,
  patience = PATIENCE,
): Promise<Result> {
  let since: number | undefined
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      if (!isInTheWay(error)) throw error
      const now = performance.now()
      since ??= now
      if (now - since > patience)
        throw busy(error, await lockHolders(client, shared, [...staged, ...alone]), (now - since) / 1000)
    }
    refuseInterrupted(client)
    if (await sendAutovacuumAway(client, [...staged, ...alone, ...shared])) continue
    await sleep((300 + Math.random() * 400) * Math.min(tries, 4))
    refuseInterrupted(client)
  }
}

/**
 * Autovacuum gives way to whoever waits for its lock for deadlock_timeout, which publish never does. This waits for it in the one mode that is in
 * nobody else's way: readers and writers go on. False where it is at work on none of the tables, or does not give way, as against wraparound.
 */
async function sendAutovacuumAway(client: pg.ClientBase, tables: string[]): Promise<boolean> {
  const held = await query<{ name: string }>(client, HELD_BY_AUTOVACUUM, [tables])
  if (held.length === 0) return false
  const names = held.map(({ name }) => name).toSorted()
  try {
    await transaction(client, async () => {
      await execute(client, UNTIL_CANCELLED)
      await execute(client, `LOCK TABLE ${names.join(', ')} IN SHARE UPDATE EXCLUSIVE MODE`)
    })
    return true
  } catch (error) {
    if (isInTheWay(error)) return false
    throw error
  }
}

/** It is at work on partitions, which are locked with their table. Its sessions are of no role. */
const HELD_BY_AUTOVACUUM = `
  WITH RECURSIVE locked (name, oid) AS (
    SELECT name, to_regclass(name)::oid FROM unnest($1::text[]) AS asked (name)
     UNION SELECT name, inhrelid FROM locked JOIN pg_inherits ON inhparent = locked.oid)
  SELECT DISTINCT name
    FROM locked JOIN pg_locks l ON l.relation = locked.oid JOIN pg_stat_activity a ON a.pid = l.pid AND a.datid = l.database
   WHERE l.granted AND l.mode = 'ShareUpdateExclusiveLock' AND a.usesysid IS NULL`
const UNTIL_CANCELLED = `
  SELECT set_config('lock_timeout', (setting::int + 1000)::text, true) FROM pg_settings WHERE name = 'deadlock_timeout'`

/** A lock that was not to be had in time, or a deadlock; 57014 by statement_timeout (lock-tables.ts). */
function isInTheWay(error: unknown): error is LiteliftError {
  const state = sqlStateOf(error)
  return isQueryCanceled(error) || state === '55P03' || state === '40P01'
}

function busy(cause: LiteliftError, holders: Holder[], seconds: number): LiteliftError {
  const who =
    holders.length === 0
      ? cause.message
      : `${holders.map(shownHolder).join('; ')}. The locks that publishing needs were asked for again and again for ${Math.round(seconds)} s.`
  return new LiteliftError('target-busy', {
    message: `The migration is staged and built, and could not be published: ${who}`,
    hint: 'Run it again when these transactions have ended; everything but publishing is done.',
    cause,
  })
}
