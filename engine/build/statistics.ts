import type pg from 'pg'
import { counted } from '../counted.ts'
import { inGroups, isNew, type TablePlan } from '../plan/plan.ts'
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
  const jobs = inGroups(tables, (table) => table).map((group) => ({
    run: (client: pg.Client) => {
      const [{ source }] = group as [TablePlan]
      const others = group.length > 1 ? ` and ${counted(group.length - 1, 'more table')}` : ''
      const purpose = { doing: `Gathering statistics of ${source}${others}`, subject: { table: source } }
      const names = group.map(({ name }) => `${schema}.${quoteIdentifier(name)}`)
      return execute(client, `ANALYZE ${names.join(', ')}`, [], purpose)
    },
  }))
  await inTurn(connections.clients, jobs)
}
