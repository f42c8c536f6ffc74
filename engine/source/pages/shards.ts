import { LeafWalk } from './leaf-walk.ts'
import { PageFile, type PageFileSpec } from './page-file.ts'
import type { KeyRange } from './row.ts'
import type { Scan } from './scan.ts'

const MB = 1024 * 1024
/** A shard costs about 2 ms of reading, statements and commit, and 16 MB of pages take 100 ms: more would not show. */
const MOST_BYTES = 16 * MB
const LEAST_BYTES = 2 * MB

/** Bytes of leaf pages in one shard: small enough for all lanes of a pool to end together. */
export function shardBytes({ pageCount, pageSize }: PageFileSpec, lanes: number): number {
  return Math.min(MOST_BYTES, Math.max(LEAST_BYTES, (pageCount * pageSize) / (4 * lanes)))
}

/**
 * Cuts a table into disjoint key ranges that cover every key there can be, in key order, of about `targetBytes` of leaf
 * pages each. Reads interior pages only, so rows that spill into overflow pages make a shard larger than its target.
 * Every leaf belongs to one shard.
 */
export function cutShards(pages: PageFileSpec, scan: Scan, targetBytes: number): KeyRange[] {
  if (pages.fetched === undefined) return cut(pages, scan, targetBytes)
  const { memory } = pages.fetched
  const known = CUT.get(memory) ?? new Map<string, KeyRange[]>()
  CUT.set(memory, known)
  const key = `${scan.root} ${targetBytes}`
  const ranges = known.get(key) ?? cut(pages, scan, targetBytes)
  known.set(key, ranges)
  return ranges
}

/** Of files that are fetched, for as long as they are: of 100 GB the interior pages are 60,000 requests, two minutes. */
const CUT = new WeakMap<SharedArrayBuffer, Map<string, KeyRange[]>>()

function cut(pages: PageFileSpec, scan: Scan, targetBytes: number): KeyRange[] {
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
