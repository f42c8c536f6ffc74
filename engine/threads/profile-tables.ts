import { formsToCount } from '../plan/forms-to-count.ts'
import type { Placement } from '../plan/place/placement.ts'
import type { Pool } from './pool.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import { PageUse } from '../source/pages/page-use.ts'
import { mergeProfiles } from '../source/profile/profile-table.ts'
import type { TableProfile } from '../source/profile/profile.ts'
import { cutShards, shardBytes } from '../source/pages/shards.ts'

/** Profiles every table in one pass over its pages, several shards at once; results in the order of the placements. */
export async function profileTables(
  pool: Pool,
  pages: PageFileSpec,
  placements: Placement[],
  signal?: AbortSignal,
): Promise<TableProfile[]> {
  // A page that two tables claim is damage that no table shows alone.
  const use = new PageUse(pages).bits
  const tasks = placements.flatMap(({ table: { scan } }, position) => {
    const forms = formsToCount(placements[position]!, placements)
    return cutShards(pages, scan, shardBytes(pages, pool.lanes)).map((range) => ({
      position,
      task: { kind: 'profile' as const, pages, scan, range, forms, use },
    }))
  })
  const results = await pool.run<'profile'>(
    tasks.map(({ task }) => task),
    signal ? { signal } : {},
  )
  const shards = Map.groupBy(results.keys(), (index) => tasks[index]!.position)
  return placements.map((_, position) =>
    shards
      .get(position)!
      .map((index) => results[index]!)
      .reduce((whole, part) => mergeProfiles(whole, part)),
  )
}
