import { Buckets, BUCKETS } from './buckets.ts'
import type { CanonicalRow } from './canonical-row.ts'
import { findDifferences, type Difference, type LoneRow } from './differences.ts'
import { eachFileRow, eachTargetRow, type Sides } from './sides.ts'

export interface RowComparison {
  rows: { file: number; target: number }
  /** Rows of one side that the other one has not, or not as often; a changed row counts on both sides. */
  onlyIn: { file: number; target: number }
  /** False where more rows differ than are looked at one by one; `onlyIn` then holds least numbers. */
  exact: boolean
  /** The first ones, at most 20. */
  differences: Difference[]
}

/** Compares digests in a first reading; reads again only what differs. `primaryKey` holds names of the target. */
export async function compareRows(sides: Sides, primaryKey: string[]): Promise<RowComparison> {
  const buckets = new Buckets()
  const bucketOf = bucketsBy(sides, primaryKey)
  await eachFileRow(sides, (row) => {
    const digest = row.digest()
    buckets.addFile(digest, bucketOf(row, digest))
  })
  await eachTargetRow(sides, (row) => {
    const digest = row.digest()
    buckets.addTarget(digest, bucketOf(row, digest))
  })
  const rows = buckets.rows()
  const differing = buckets.differing()
  if (differing.length === 0) return { rows, onlyIn: { file: 0, target: 0 }, exact: true, differences: [] }

  const onlyIn = { file: 0, target: 0 }
  const examined = new Set<number>()
  let budget = CELLS / Math.max(1, sides.columns.length)
  for (const { bucket, file, target } of differing) {
    if (budget > 0) {
      examined.add(bucket)
      budget -= file + target
    } else {
      // At least these: the counts differ, or else one row of each side.
      onlyIn.file += file === target ? 1 : Math.max(0, file - target)
      onlyIn.target += file === target ? 1 : Math.max(0, target - file)
    }
  }
  const lone = await loneRows(sides, bucketOf, examined)
  for (const { surplus } of lone) {
    if (surplus > 0) onlyIn.file += surplus
    else onlyIn.target -= surplus
  }
  const exact = examined.size === differing.length
  return { rows, onlyIn, exact, differences: findDifferences(lone, sides.columns, primaryKey) }
}

/** Values kept in the second reading, each as at most about 200 characters. */
const CELLS = 400_000

type BucketOf = (row: CanonicalRow, digest: string) => number

/** By the primary key, so that both versions of a changed row are in one bucket; else by the digest. */
function bucketsBy({ columns }: Sides, primaryKey: string[]): BucketOf {
  const fields = primaryKey.map((key) => columns.findIndex(({ name }) => name === key))
  if (fields.length === 0 || fields.includes(-1)) {
    return (_, digest) => (digest.charCodeAt(16) | (digest.charCodeAt(17) << 8)) % BUCKETS
  }
  return (row) => row.spread(fields) % BUCKETS
}

async function loneRows(sides: Sides, bucketOf: BucketOf, examined: Set<number>): Promise<LoneRow[]> {
  const lone = new Map<string, LoneRow>()
  const count = (row: CanonicalRow, surplus: 1 | -1, rowid: string | null): void => {
    const digest = row.digest()
    if (!examined.has(bucketOf(row, digest))) return
    const known = lone.get(digest)
    if (known === undefined) lone.set(digest, { surplus, rowid, cells: row.cells() })
    else if (known.surplus + surplus === 0) lone.delete(digest)
    else known.surplus += surplus
  }
  await eachFileRow(sides, (row, rowid) => count(row, 1, rowid), await sides.sqlite.rowidOf(sides.table.source))
  await eachTargetRow(sides, (row) => count(row, -1, null))
  return [...lone.values()]
}
