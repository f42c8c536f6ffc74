import type pg from 'pg'
import { isNew } from '../plan/plan.ts'
import { holdClaimAlways } from '../target/claim/fence.ts'
import { connectSeveral } from '../target/connection/connect-several.ts'
import { execute } from '../target/query.ts'
import { quoteIdentifier } from '../target/quote.ts'
import type { Build } from './build.ts'
import { connectionsWorth } from './connections-worth.ts'
import { inTurn } from './in-turn.ts'

/**
 * Gathers what PostgreSQL's planner knows of the new tables, so that the first queries after publish are planned like all others.
 * Apart from the rest of the build, because it goes along with reading the tables for verify, and with nothing that is built.
 */
export async function gatherStatistics(build: Build): Promise<void> {
  const tables = build.plan.tables.filter(isNew)
  if (tables.length === 0) return
  await using connections = await connectSeveral({
    ...build,
    count: connectionsWorth(tables, Math.min(build.connections, tables.length)),
    by: 'cancel',
  })
  for (const client of connections.clients) holdClaimAlways(client, build.claimed)
  const schema = quoteIdentifier(build.schema)
  const jobs = tables.map(({ name, source }) => ({
    run: (client: pg.Client) => {
      const purpose = { doing: `Gathering statistics of ${source}`, subject: { table: source } }
      return execute(client, `ANALYZE ${schema}.${quoteIdentifier(name)}`, [], purpose)
    },
  }))
  await inTurn(connections.clients, jobs)
}
