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

interface Watch {
  signal: AbortSignal
  progress(table: string, rows: number): void
  read(table: string, share: Share): void
  /** Every row of the table is in, while others still come. */
  full(table: Shard['table']): void
}

/** Fills the staging tables: every shard that is not done yet, largest tables first so that no worker is left with one at the end. */
export async function stageTables(
  pool: Pool,
  shards: Shard[],
  { id, claim, targetSchema, settings, pages }: Staging,
  watch: Watch,
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
  const left = new Map(shards.map(({ table }) => [table, open.filter((shard) => shard.table === table).length]))
  let unfinished = open.length
  const tell = (table: Shard['table']) => {
    if (left.get(table) === 0 && unfinished > 0) watch.full(table)
  }
  for (const table of left.keys()) tell(table)
  const done = (table: Shard['table']) => {
    unfinished--
    left.set(table, left.get(table)! - 1)
    tell(table)
  }
  const shares = await pool.run<'stage'>(tasks, {
    signal: watch.signal,
    progress: (task, rows) => watch.progress(open[task]!.table.source, rows),
    done: (task) => done(open[task]!.table),
  })
  const ofTable = Map.groupBy(shares.keys(), (task) => open[task]!.table.source)
  for (const [table, indexes] of ofTable)
    watch.read(
      table,
      indexes.map((index) => shares[index]!).reduce((all, share) => added(all, share)),
    )
}
