import { added, type Share } from '../loop/share.ts'
import { inGroups } from '../plan/plan.ts'
import type { Pool } from './pool.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import type { ConnectionSettings } from '../target/settings.ts'
import type { StageGroup } from '../stage/stage-group.ts'
import type { StageShard } from '../stage/stage-shard.ts'
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
export async function stageTables(pool: Pool, shards: Shard[], staging: Staging, watch: Watch): Promise<void> {
  const open = shards.filter((shard) => !shard.done).toSorted((a, b) => b.table.rows - a.table.rows)
  const left = new Map(shards.map(({ table }) => [table, 0]))
  for (const { table } of open) left.set(table, left.get(table)! + 1)
  let unfinished = open.length
  const tell = (table: Shard['table']) => {
    if (left.get(table) === 0 && unfinished > 0) watch.full(table)
  }
  for (const table of left.keys()) tell(table)
  const done = ({ table }: Shard) => {
    unfinished--
    left.set(table, left.get(table)! - 1)
    tell(table)
  }
  const parts = inGroups(open, ({ table }) => table)
  const results = await pool.run<'stage' | 'stage-group'>(
    parts.map((part) => taskOf(part, staging)),
    {
      signal: watch.signal,
      progress: (task, rows) => watch.progress(parts[task]![0]!.table.source, rows),
      done: (task, result) => {
        for (const [at, shard] of parts[task]!.entries()) {
          if (Array.isArray(result)) watch.progress(shard.table.source, result[at]!.rows)
          done(shard)
        }
      },
    },
  )
  const shares = results.flat()
  const ofTable = Map.groupBy(parts.flat().entries(), ([, { table }]) => table.source)
  for (const [table, entries] of ofTable)
    watch.read(
      table,
      entries.map(([at]) => shares[at]!).reduce((all, share) => added(all, share)),
    )
}

function taskOf([shard, ...others]: Shard[], staging: Staging): StageShard | StageGroup {
  const one = shardOf(shard!, staging)
  if (others.length === 0) return one
  return { kind: 'stage-group', shards: [one, ...others.map((other) => shardOf(other, staging))] }
}

function shardOf(
  { table, shard, range, rows }: Shard,
  { id, claim, targetSchema, settings, pages }: Staging,
): StageShard {
  return {
    kind: 'stage',
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
  }
}
