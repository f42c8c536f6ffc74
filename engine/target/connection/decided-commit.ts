import { setTimeout as sleep } from 'node:timers/promises'
import { LiteliftError } from '../../errors.ts'
import { query } from '../query.ts'
import { fromServer, isServerError } from '../server-error.ts'
import type { Connection } from './connect.ts'
import { isInterrupted, refuseInterrupted } from './interruption.ts'
import { askServer } from './watchdog.ts'

/** Milliseconds to find out what became of a COMMIT: of a server that restarts, and of a migration that is to end. */
const DECIDED = 90_000
const DECIDED_SOON = 20_000

/** Milliseconds between two questions. */
const PAUSE = 500

/** SQL with its values that gives a row where the transaction's work is there. */
export interface Evidence {
  sql: string
  values: unknown[]
}

/**
 * Commits the running transaction, and finds out what became of it where the answer is lost: a COMMIT that was sent may have
 * been done. pg_xact_status() tells, on new connections, when it is decided, and the evidence tells how: after a failover to a
 * server that lags behind, the same transaction id may be another transaction's (functions-info.html).
 * @throws LiteliftError where nothing was committed; `target-connection-lost` also where that cannot be found out in time
 */
export async function decidedCommit({ client, config }: Connection, evidence: Evidence): Promise<void> {
  const [transaction] = await query<{ id: string }>(client, 'SELECT pg_current_xact_id()::text AS id')
  refuseInterrupted(client)
  try {
    await client.query('COMMIT')
  } catch (error) {
    // The server says so itself, and goes on: what it says as it ends the session (57P01 …) it may say after the commit.
    if (isServerError(error) && !/^(?:57P|08|XX)/.test(error.code)) throw fromServer(error)
    const ask = (sql: string, values: unknown[]) => askServer(config, sql, values)
    const started = performance.now()
    for (; ; await sleep(PAUSE)) {
      const isThere = await decide(ask, transaction!.id, evidence)
      if (isThere === true) return
      if (isThere === false) break
      if (performance.now() - started > (isInterrupted(client) ? DECIDED_SOON : DECIDED)) throw undecided(error)
    }
    refuseInterrupted(client)
    throw fromServer(error)
  }
}

/** Null while it is not decided, or nobody can be asked. */
async function decide(
  ask: (sql: string, values: unknown[]) => Promise<unknown[]>,
  transaction: string,
  { sql, values }: Evidence,
): Promise<boolean | null> {
  try {
    const [row] = (await ask(STATUS, [transaction])) as [{ runs: boolean }]
    return row.runs ? null : (await ask(sql, values)).length > 0
  } catch {
    return null
  }
}

/** A server that lags behind does not know the id yet. */
const STATUS = `
  SELECT CASE WHEN $1::text::xid8 < pg_snapshot_xmax(pg_current_snapshot())
              THEN pg_xact_status($1::text::xid8) = 'in progress' ELSE false END AS runs`

function undecided(cause: unknown): LiteliftError {
  return new LiteliftError('target-connection-lost', {
    message:
      'The connection broke while the migration was committed, and the server could not be asked since whether it was.',
    hint: 'Run the migration again once the server answers: if everything is there already, it says so and does nothing.',
    cause,
  })
}
