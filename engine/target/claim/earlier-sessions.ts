import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { query } from '../query.ts'
import type { Claimed } from './claimed.ts'

/** What connections that build are called after their claim: what they have begun they may end without their client. */
export const BUILDING = 'build'

/**
 * Ends the sessions of lower claims, whose claimer is gone, and waits until they are: a black-holed one would keep its locks on staging for
 * long. One that still builds is waited for: an index that took it an hour so far is not begun anew. Those of the claim itself are
 * siblings, which stay.
 */
export async function endEarlierSessions(client: pg.ClientBase, { id, claim }: Claimed): Promise<void> {
  const values = [`^litelift ${id} ([0-9]+)( |$)`, claim, ` ${BUILDING}$`]
  while ((await query(client, END, values)).length > 0) await sleep(50)
}

/**
 * The same for what an earlier try of the same task builds: under one claim only one builds at a time, and what that began may go on without its client.
 */
export async function endEarlierBuilds(client: pg.ClientBase, { id, claim }: Claimed): Promise<void> {
  const name = `litelift ${id} ${claim} ${BUILDING}`
  while ((await query(client, END_BUILDS, [name])).length > 0) await sleep(50)
}

const END_BUILDS = `
  SELECT CASE WHEN state = 'active' THEN NULL ELSE pg_terminate_backend(pid) END
    FROM pg_stat_activity
   WHERE application_name = $1 AND usename = current_user AND datname = current_database()`

/** A session ends a moment after it was told to. */
const END = `
  SELECT CASE WHEN application_name ~ $3 AND state = 'active' THEN NULL ELSE pg_terminate_backend(pid) END
    FROM pg_stat_activity
   WHERE pid <> pg_backend_pid() AND usename = current_user AND datname = current_database()
     AND substring(application_name FROM $1)::numeric < $2::numeric`
