import type pg from 'pg'
import { holdClaimAlways } from '../target/claim/fence.ts'
import { connectSeveral } from '../target/connection/connect-several.ts'
import type { Ending } from '../target/connection/interruption.ts'
import { execute } from '../target/query.ts'
import type { Build } from './build.ts'

/** Connections that build in staging, as long as it is the claim's own. They are closed at the end of the scope. */
export async function buildConnections(
  build: Build,
  { count, by }: { count: number } & Required<Pick<Ending, 'by'>>,
): Promise<AsyncDisposable & { clients: pg.Client[] }> {
  await using stack = new AsyncDisposableStack()
  const { clients } = stack.use(await connectSeveral({ ...build, count, by }))
  await Promise.all(clients.map((client) => execute(client, SESSION)))
  for (const client of clients) holdClaimAlways(client, build.claimed)
  const opened = stack.move()
  return { clients, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() }
}

/**
 * Settings that any role may change. 256 MB sorts some 5 million keys in memory; parallel workers share it. What is built may
 * outlive its client: whoever takes the migration up waits for it (earlier-sessions.ts).
 */
const SESSION = `
  SET maintenance_work_mem = '256MB'; SET synchronous_commit = off; SET client_connection_check_interval = 0`
