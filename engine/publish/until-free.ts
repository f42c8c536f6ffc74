import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { LiteliftError } from '../errors.ts'
import { type Holder, lockHolders, shownHolder } from '../target/lock-holders.ts'
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
    await sleep((300 + Math.random() * 400) * Math.min(tries, 4))
    refuseInterrupted(client)
  }
}

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
