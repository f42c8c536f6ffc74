import { formsToCount } from '../plan/forms-to-count.ts'
import { parentsAmong } from '../plan/place/foreign-key-ends.ts'
import type { Placement } from '../plan/place/placement.ts'
import type { Pool } from './pool.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import { PageUse } from '../source/pages/page-use.ts'
import { mergeProfiles } from '../source/profile/profile-table.ts'
import { added, type Share } from '../loop/share.ts'
import type { TableProfile } from '../source/profile/profile.ts'
import type { ProfileTask, TaskResult } from './worker-task.ts'
import { cutShards, shardBytes } from '../source/pages/shards.ts'

/** How far the reading is. */
export interface Inspected {
  rows: number
  /** Shards that are read, of so many. */
  parts: number
  of: number
}

/** What the rows of a table hold, and how they were read. */
export interface TablesProfile {
  placement: Placement
  profile: TableProfile
  share: Share
}

/** A part of a table that is profiled at a time, and the forms that are counted in it. */
export interface TablePart {
  placement: Placement
  asked: Pick<ProfileTask, 'scan' | 'range' | 'forms'>
}

/** Cuts all tables into parts of about so many bytes of leaf pages each. */
export function cutTables(pages: PageFileSpec, placements: Placement[], bytes: number): TablePart[] {
  const parents = parentsAmong(placements)
  return placements.flatMap((placement) => {
    const { scan } = placement.table
    const forms = formsToCount(placement, parents)
    return cutShards(pages, scan, bytes).map((range) => ({ placement, asked: { scan, range, forms } }))
  })
}

/** @param results of the parts, in their order */
export function mergeParts(parts: readonly TablePart[], results: readonly TaskResult['profile'][]): TablesProfile[] {
  const ofTable = Map.groupBy(results.keys(), (index) => parts[index]!.placement)
  return [...ofTable].map(([placement, indexes]) => ({
    placement,
    profile: indexes.map((index) => results[index]!.profile).reduce((whole, part) => mergeProfiles(whole, part)),
    share: indexes.map((index) => results[index]!.share).reduce((whole, part) => added(whole, part)),
  }))
}

/** Profiles every table in one pass over its pages, several shards at once. */
export async function profileTables(
  pool: Pool,
  pages: PageFileSpec,
  placements: Placement[],
  { signal, progress }: { signal?: AbortSignal | undefined; progress?: (inspected: Inspected) => void } = {},
): Promise<TablesProfile[]> {
  // A page that two tables claim is damage that no table shows alone.
  const use = new PageUse(pages).bits
  const parts = cutTables(pages, placements, shardBytes(pages, pool.lanes))
  let [rows, done] = [0, 0]
  const results = await pool.run<'profile'>(
    parts.map(({ asked }) => ({ kind: 'profile', pages, use, ...asked })),
    {
      ...(signal && { signal }),
      done: (_, { profile }) => progress?.({ rows: (rows += profile.rows), parts: ++done, of: parts.length }),
    },
  )
  return mergeParts(parts, results)
}
