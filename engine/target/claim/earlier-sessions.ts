import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { query } from '../query.ts'

/** What connections that build are called after their claim: what they have begun they may end without their client. */
export const BUILDING = 'build'

/**
 * Ends the sessions of earlier claims, whose claimer is gone: a black-holed one would keep its locks on staging for long. One that
 * still builds is waited for: an index that took it an hour so far is not begun anew.
 */
export async function endEarlierSessions(client: pg.ClientBase, id: string): Promise<void> {
  const building = `litelift ${id} % ${BUILDING}`
  await query(client, END, [`litelift ${id}%`, building])
  while ((await query(client, BUILDS, [building])).length > 0) await sleep(500)
}

/** Everybody who is called after the migration has an earlier claim: this one has no other session yet. */
const SESSIONS = `
  FROM pg_stat_activity WHERE application_name LIKE $1 AND pid <> pg_backend_pid() AND usename = current_user AND datname = current_database()`

const END = `SELECT pg_terminate_backend(pid) ${SESSIONS} AND NOT (application_name LIKE $2 AND state = 'active')`
const BUILDS = `SELECT ${SESSIONS} AND state = 'active'`
