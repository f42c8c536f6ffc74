/**
 * Two multisets of rows, compared without keeping a row: each bucket holds the sum of its rows' digests of the file less
 * those of the target, as four 32-bit numbers, so it is zero when the rows are the same, in whatever order and however
 * often. That two different multisets give zero by accident has a chance of about 2^-128.
 */
export class Buckets {
  readonly #sums = new Uint32Array(BUCKETS * 4)
  readonly #file = new Float64Array(BUCKETS)
  readonly #target = new Float64Array(BUCKETS)

  /** `digest` is a string of at least 16 bytes, evenly spread; equal rows name equal buckets, below BUCKETS. */
  addFile(digest: string, at: number): void {
    this.#file[at]!++
    for (let lane = 0; lane < 4; lane++) this.#sums[at * 4 + lane]! += laneOf(digest, lane)
  }

  addTarget(digest: string, at: number): void {
    this.#target[at]!++
    for (let lane = 0; lane < 4; lane++) this.#sums[at * 4 + lane]! -= laneOf(digest, lane)
  }

  rows(): { file: number; target: number } {
    return { file: total(this.#file), target: total(this.#target) }
  }

  /** The buckets whose rows differ, with how many rows of each side they hold. */
  differing(): { bucket: number; file: number; target: number }[] {
    const buckets = []
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const file = this.#file[bucket]!
      const target = this.#target[bucket]!
      const sums = this.#sums.subarray(bucket * 4, bucket * 4 + 4)
      if (file !== target || sums.some((sum) => sum !== 0)) buckets.push({ bucket, file, target })
    }
    return buckets
  }
}

/** 4,096: of 100 million rows, one wrong value makes the second reading keep about 50,000. */
export const BUCKETS = 1 << 12

function laneOf(digest: string, lane: number): number {
  const at = lane * 4
  return (
    digest.charCodeAt(at) |
    (digest.charCodeAt(at + 1) << 8) |
    (digest.charCodeAt(at + 2) << 16) |
    (digest.charCodeAt(at + 3) << 24)
  )
}

function total(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
