import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { query } from './query.ts'

/** A transaction that sees the database as it was when it began to read (REPEATABLE READ and stricter), or a statement that runs. */
export interface Snapshot {
  pid: number
  /** As pg_stat_activity has it, readable by any role. */
  xmin: string
  application: string
}

/** The snapshots that others hold in this database. Autovacuum's, which belong to no role, read no table, and other migrations none of this one. */
const SNAPSHOTS = `
  SELECT pid, backend_xmin::text AS xmin, application_name AS application FROM pg_stat_activity
   WHERE datname = current_database() AND usesysid IS NOT NULL AND backend_xmin IS NOT NULL AND pid <> pg_backend_pid()
     AND application_name !~ '^litelift [0-9a-f]{16} '
   ORDER BY pid`

/**
 * Waits until every snapshot is gone that is held now: those that come later see all that is committed by now. A table that moves into
 * its schema can be read through an older one at once, but only those of its rows that were staged before it.
 * @param patience milliseconds
 * @returns those that are still held after that time
 */
export async function snapshotsHeld(client: pg.ClientBase, patience: number): Promise<Snapshot[]> {
  let held = await query<Snapshot>(client, SNAPSHOTS)
  for (const until = performance.now() + patience; held.length > 0 && performance.now() < until;) {
    await sleep(50)
    const now = await query<Snapshot>(client, SNAPSHOTS)
    // A snapshot keeps its xmin for as long as it is held; one that was seen without it, even once, was let go.
    held = held.filter(({ pid, xmin }) => now.some((one) => one.pid === pid && one.xmin === xmin))
  }
  return held
}
