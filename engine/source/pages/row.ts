import type { Int64 } from './int64.ts'
import type { Leaf } from './leaf.ts'

/** Storage classes (sqlite.org/datatype3.html §2) as the numbers that {@link Row.kind} holds. */
export const NULL = 0
export const INTEGER = 1
export const REAL = 2
export const TEXT = 3
export const BLOB = 4

/**
 * One row, decoded in place: columns side by side in typed arrays, no JS string, number object or BigInt per value.
 * A reader owns one Row and refills it; contents are valid until its next `next()`.
 *
 * Text is UTF-8 whatever the file's encoding; whether it is *valid* UTF-8 is the profile's business.
 */
export class Row {
  /** Signed upper and unsigned lower half of the rowid (`rowidLow` is kept as an int32; use `>>> 0`). */
  rowidHigh = 0
  rowidLow = 0
  /** One of NULL … BLOB per column. */
  readonly kind: Uint8Array
  /** INTEGER: the signed 64-bit value in two int32 halves (`low` unsigned by `>>> 0`). */
  readonly high: Int32Array
  readonly low: Int32Array
  /** REAL: the value. */
  readonly real: Float64Array
  /** TEXT and BLOB: the range `[start, end)` of {@link bytes}. */
  readonly start: Uint32Array
  readonly end: Uint32Array
  #bytes: Uint8Array = new Uint8Array(0)
  #view = viewOf(this.#bytes)

  constructor(columns: number) {
    this.kind = new Uint8Array(columns)
    this.high = new Int32Array(columns)
    this.low = new Int32Array(columns)
    this.real = new Float64Array(columns)
    this.start = new Uint32Array(columns)
    this.end = new Uint32Array(columns)
  }

  get bytes(): Uint8Array {
    return this.#bytes
  }

  /** The same bytes, for those who want several at once. */
  get view(): DataView {
    return this.#view
  }

  set bytes(bytes: Uint8Array) {
    if (bytes === this.#bytes) return
    this.#bytes = bytes
    this.#view = viewOf(bytes)
  }
}

/** A row's rowid as a BigInt; for errors and checkpoints, not for hot loops. */
export function rowidOf(row: Row): bigint {
  return (BigInt(row.rowidHigh) << 32n) | BigInt(row.rowidLow >>> 0)
}

/** An INTEGER value as a BigInt; for the rare paths. */
export function integerAt(row: Row, column: number): bigint {
  return (BigInt(row.high[column]!) << 32n) | BigInt(row.low[column]! >>> 0)
}

/** Reads one key range of one table in rowid order. Synchronous: it is a cursor over memory and a file. */
export interface RowReader {
  readonly row: Row
  /** Moves to the next row. False at the end. Throws LiteliftError `file-damaged` naming table and page. */
  next(): boolean
}

/** A reader whose leaves can be read in another way as well: by a loop over their cells, which leaves single rows to `next()`. */
export interface LeafReader extends RowReader {
  readonly leaf: Leaf
  /** The last key that is asked for. */
  readonly through: Int64
  /** Payloads up to this size lie in their cell (fileformat2 §1.6). */
  readonly mostLocal: number
  /** Stands in a leaf with cells left, the next one where this one is read; false at the end. Throws as `next()` does. */
  enter(): boolean
}

/** Disjoint rowid range of one table: `after` is exclusive, `through` inclusive; null is open. */
export interface KeyRange {
  after: bigint | null
  through: bigint | null
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
