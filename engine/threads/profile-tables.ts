import { formsToCount } from '../plan/forms-to-count.ts'
import { parentsAmong } from '../plan/place/foreign-key-ends.ts'
import type { Placement } from '../plan/place/placement.ts'
import type { Pool } from './pool.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import { PageUse } from '../source/pages/page-use.ts'
import { mergeProfiles } from '../source/profile/profile-table.ts'
import { added, type Share } from '../loop/share.ts'
import type { TableProfile } from '../source/profile/profile.ts'
import { cutShards, shardBytes } from '../source/pages/shards.ts'

/** How far the reading is. */
export interface Inspected {
  rows: number
  /** Shards that are read, of so many. */
  parts: number
  of: number
}

/** Profiles every table in one pass over its pages, several shards at once. */
export async function profileTables(
  pool: Pool,
  pages: PageFileSpec,
  placements: Placement[],
  { signal, progress }: { signal?: AbortSignal | undefined; progress?: (inspected: Inspected) => void } = {},
): Promise<{ placement: Placement; profile: TableProfile; share: Share }[]> {
  // A page that two tables claim is damage that no table shows alone.
  const use = new PageUse(pages).bits
  const parents = parentsAmong(placements)
  const shards = placements.flatMap((placement) => {
    const { scan } = placement.table
    const forms = formsToCount(placement, parents)
    return cutShards(pages, scan, shardBytes(pages, pool.lanes)).map((range) => ({
      placement,
      task: { kind: 'profile' as const, pages, scan, range, forms, use },
    }))
  })
  let [rows, done] = [0, 0]
  const results = await pool.run<'profile'>(
    shards.map(({ task }) => task),
    {
      ...(signal && { signal }),
      done: (_, { profile }) => progress?.({ rows: (rows += profile.rows), parts: ++done, of: shards.length }),
    },
  )
  const parts = Map.groupBy(results.keys(), (index) => shards[index]!.placement)
  return [...parts].map(([placement, indexes]) => ({
    placement,
    profile: indexes.map((index) => results[index]!.profile).reduce((whole, part) => mergeProfiles(whole, part)),
    share: indexes.map((index) => results[index]!.share).reduce((whole, part) => added(whole, part)),
  }))
}
