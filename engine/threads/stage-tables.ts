import { added, type Share } from '../loop/share.ts'
import type { Pool } from './pool.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import type { ConnectionSettings } from '../target/settings.ts'
import { stagingSchema, type Shard } from '../stage/staging.ts'

export interface Staging {
  id: string
  claim: string
  /** Where the rows are to go in the end. */
  targetSchema: string
  settings: ConnectionSettings
  pages: PageFileSpec
}

/** Fills the staging tables: every shard that is not done yet, largest tables first so that no worker is left with one at the end. */
export async function stageTables(
  pool: Pool,
  shards: Shard[],
  { id, claim, targetSchema, settings, pages }: Staging,
  watch: { signal: AbortSignal; progress(table: string, rows: number): void; read(table: string, share: Share): void },
): Promise<void> {
  const open = shards.filter((shard) => !shard.done).toSorted((a, b) => b.table.rows - a.table.rows)
  const tasks = open.map(({ table, shard, range, rows }) => ({
    kind: 'stage' as const,
    settings,
    applicationName: `litelift ${id} ${claim}`,
    pages,
    schema: stagingSchema(id),
    targetSchema,
    table,
    shard,
    range,
    migration: id,
    claim,
    dealt: rows,
  }))
  const shares = await pool.run<'stage'>(tasks, {
    signal: watch.signal,
    progress: (task, rows) => watch.progress(open[task]!.table.source, rows),
  })
  const ofTable = Map.groupBy(shares.keys(), (task) => open[task]!.table.source)
  for (const [table, indexes] of ofTable)
    watch.read(
      table,
      indexes.map((index) => shares[index]!).reduce((all, share) => added(all, share)),
    )
}
