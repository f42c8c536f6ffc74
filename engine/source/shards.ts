import { LeafWalk } from './leaf-walk.ts'
import { PageFile, type PageFileSpec } from './page-file.ts'
import type { KeyRange } from './row.ts'
import type { Scan } from './schema.ts'

/**
 * Cuts a table into disjoint key ranges that cover every key there can be, in key order, of about `targetBytes` of leaf
 * pages each. Reads interior pages only, so rows that spill into overflow pages make a shard larger than its target.
 * Every leaf belongs to one shard.
 */
export function cutShards(pages: PageFileSpec, scan: Scan, targetBytes: number): KeyRange[] {
  using file = new PageFile(pages, scan)
  const walk = new LeafWalk(file, scan, { after: null, through: null })
  const most = Math.max(1, Math.floor(targetBytes / pages.pageSize))
  const shards: KeyRange[] = []
  let after: bigint | null = null
  let leaves = 0
  while (walk.next()) {
    if (leaves === most) {
      const through: bigint = (BigInt(walk.lowHigh) << 32n) | BigInt(walk.lowLow >>> 0)
      shards.push({ after, through })
      after = through
      leaves = 0
    }
    leaves++
  }
  shards.push({ after, through: null })
  return shards
}
