import { connect } from '../engine/target/connection/connect.ts'
import type { TestDatabase } from './database.ts'
import { until } from './until.ts'

const NUMBER = 4711

/** SQL that waits while the gate is closed; as an option `before` or `after` it stops a migration within its publish. */
export const AT_GATE = `SELECT set_config('lock_timeout', '0', true), pg_advisory_xact_lock_shared(${NUMBER})`

/** Closed until it is opened or disposed of. */
export interface Gate extends AsyncDisposable {
  /** Returns once so many sessions wait at it. */
  reached(sessions?: number): Promise<void>
  open(): Promise<void>
}

export async function closeGate(target: TestDatabase): Promise<Gate> {
  const connection = await connect(target.settings, 'litelift tests')
  const { client } = connection
  await client.query(`SELECT pg_advisory_lock(${NUMBER})`)
  return {
    reached: (sessions = 1) =>
      until(`${sessions} sessions wait at the gate`, async () => (await waitingAtGate(target)) === sessions),
    async open() {
      await client.query(`SELECT pg_advisory_unlock(${NUMBER})`)
    },
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  }
}

async function waitingAtGate(target: TestDatabase): Promise<number> {
  const [row] = await target.admin<{ sessions: number }>(
    `SELECT count(*)::int AS sessions FROM pg_locks
      WHERE locktype = 'advisory' AND classid = 0 AND objid = ${NUMBER} AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  )
  return row!.sessions
}
