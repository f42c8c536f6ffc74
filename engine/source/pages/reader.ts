import { damage } from './damage.ts'
import { type Int64, int64, isAbove } from './int64.ts'
import { Leaf } from './leaf.ts'
import { LeafWalk } from './leaf-walk.ts'
import { readOverflow } from './overflow.ts'
import { PageFile, type PageFileSpec } from './page-file.ts'
import type { PageUse } from './page-use.ts'
import { PageWindow } from './page-window.ts'
import { ReadAhead } from './read-ahead.ts'
import { RecordDecoder } from './record.ts'
import { type KeyRange, type LeafReader, type Row, rowidOf } from './row.ts'
import type { Scan } from './scan.ts'
import { uint32, Varint } from './varint.ts'

/** Leaves are read ahead in runs of up to this many bytes; from 64 KB to 1 MB it makes no difference. */
const READ_AHEAD = 256 * 1024

/** A chain of overflow pages is usually contiguous. */
const OVERFLOW_READ_AHEAD = 64 * 1024

/** More than better-sqlite3 could have written or read in one value. */
const LARGEST_RECORD = 2 ** 30

/**
 * Reads one key range of one table straight from the b-tree pages, in rowid order (fileformat2 §1.6, §2).
 * Memory: one window of leaves, one page a level, and the largest row that does not fit its page.
 * @param use records the pages read, to notice a page that two trees share; only where the ranges read are cut by cutShards
 * (copies are sound, and their pages are not the source's).
 * @param room where the window of leaves lies, at least one page; by default in memory of its own.
 * @throws LiteliftError `file-damaged` from open and next(), naming table and page; never a wrong value or an endless loop.
 */
export function openReader(
  pages: PageFileSpec,
  scan: Scan,
  range: KeyRange,
  use?: PageUse,
  room?: Uint8Array,
): LeafReader & Disposable {
  const file = new PageFile(pages, scan)
  try {
    return new TableReader(file, scan, range, scan.copied ? undefined : use, room)
  } catch (error) {
    file[Symbol.dispose]()
    throw error
  }
}

class TableReader implements LeafReader, Disposable {
  readonly row: Row
  readonly leaf = new Leaf()
  readonly through: Int64
  readonly mostLocal: number
  readonly #file: PageFile
  readonly #scan: Scan
  readonly #range: KeyRange
  readonly #use: PageUse | undefined
  readonly #walk: LeafWalk
  readonly #ahead: ReadAhead | null
  readonly #leaves: PageWindow
  readonly #overflow: PageWindow
  readonly #decoder: RecordDecoder
  readonly #varint = new Varint()
  readonly #usable: number
  /** The current cell's payload: where it begins, and its size including what lies in overflow pages. */
  #at = 0
  #size = 0

  constructor(file: PageFile, scan: Scan, range: KeyRange, use: PageUse | undefined, room: Uint8Array | undefined) {
    this.#file = file
    this.#scan = scan
    this.#range = range
    this.#use = use
    // Cells up to `after` are skipped in the first leaf.
    this.leaf.skipping = range.after !== null
    this.through = int64(range.through ?? 2n ** 63n - 1n)
    this.#usable = file.spec.usable
    this.mostLocal = this.#usable - 35
    this.#walk = new LeafWalk(file, scan, range)
    this.#ahead = file.ahead === 0 ? null : new ReadAhead(file, scan, range)
    this.#leaves = new PageWindow(file, room?.length ?? READ_AHEAD, room)
    this.#overflow = new PageWindow(file, OVERFLOW_READ_AHEAD, undefined, true)
    this.#decoder = new RecordDecoder(scan, file.spec.encoding)
    this.row = this.#decoder.row
  }

  next(): boolean {
    for (;;) {
      if (!this.enter()) return false
      if (!this.#readKey()) return this.#finish()
      if (this.#beforeRange()) continue
      if (this.#size <= this.mostLocal) this.#readLocal()
      else this.#readSpilled()
      return true
    }
  }

  enter(): boolean {
    const { leaf } = this
    while (leaf.cell === leaf.cells) {
      if (this.#use !== undefined && leaf.pointers > 0) this.#account()
      if (!this.#walk.next()) return this.#finish()
      this.#enterLeaf()
    }
    return true
  }

  #enterLeaf(): void {
    const { leaf } = this
    const walk = this.#walk
    const { page } = walk
    if (this.#use?.claim(page) === false) throw this.#damage('belongs to two places')
    this.#ahead?.pass()
    leaf.base = this.#leaves.locate(page)
    const { bytes } = this.#leaves
    leaf.end = leaf.base + this.#usable
    const header = leaf.base + (page === 1 ? 100 : 0)
    if (bytes[header] !== 0x0d) throw this.#damage(`is no leaf page of a table (type ${bytes[header]})`)
    leaf.cells = (bytes[header + 3]! << 8) | bytes[header + 4]!
    leaf.cell = 0
    leaf.held = 0
    leaf.pointers = header + 8
    if (leaf.pointers + 2 * leaf.cells > leaf.end) throw this.#damage(`claims ${leaf.cells} cells`)
    if (leaf.cells === 0 && page !== this.#scan.root) throw this.#damage('is an empty leaf')
    leaf.first = walk.lowest
    leaf.lastHigh = walk.lowHigh
    leaf.lastLow = walk.lowLow
    leaf.limitHigh = walk.highHigh
    leaf.limitLow = walk.highLow
  }

  /** Reads the next cell's size and rowid (fileformat2 §1.6); false when it lies past the range. */
  #readKey(): boolean {
    const { leaf } = this
    const { bytes } = this.#leaves
    const pointer = leaf.pointers + 2 * leaf.cell++
    const cell = leaf.base + ((bytes[pointer]! << 8) | bytes[pointer + 1]!)
    if (cell < leaf.pointers + 2 * leaf.cells) throw this.#damage('has a cell inside its header')
    let at = cell

    let size = bytes[at++]!
    if (size >= 0x80) {
      const next = bytes[at++]!
      if (next < 0x80) size = ((size & 0x7f) << 7) | next
      else {
        at = this.#varint.read(bytes, cell)
        size = this.#varint.length
      }
    }

    let high = 0
    let low = bytes[at++]!
    if (low >= 0x80) {
      at = this.#varint.read(bytes, at - 1)
      high = this.#varint.high
      low = this.#varint.low
    }
    // Before anything is said of a rowid that may be made of what lies behind the page.
    if (at > leaf.end) throw this.#damage('has a cell that runs past its end')
    if (!leaf.first && !isAbove(high, low, leaf.lastHigh, leaf.lastLow)) throw this.#damage('has rowids out of order')
    if (isAbove(high, low, leaf.limitHigh, leaf.limitLow)) throw this.#damage('has a rowid past its place in the tree')
    leaf.first = false
    this.row.rowidHigh = leaf.lastHigh = high
    this.row.rowidLow = leaf.lastLow = low
    this.#at = at
    this.#size = size
    // SQLite gives a cell four bytes at least.
    leaf.held += Math.max(4, at - cell + (size <= this.mostLocal ? size : this.#localBytes(size) + 4))
    return !isAbove(high, low, this.through.high, this.through.low)
  }

  /** Whether the row lies at or before `after`; only the first leaf has such rows. */
  #beforeRange(): boolean {
    const { after } = this.#range
    if (!this.leaf.skipping) return false
    this.leaf.skipping = after !== null && rowidOf(this.row) <= after
    return this.leaf.skipping
  }

  #readLocal(): void {
    const end = this.#at + this.#size
    if (end > this.leaf.end) throw this.#damage('has a cell that runs past its end')
    const fault = this.#decoder.decode(this.#leaves.bytes, this.#at, end)
    if (fault !== null) throw this.#damage(fault)
  }

  /** Decodes a record that goes on in overflow pages (fileformat2 §1.6 names U, X, M and K). */
  #readSpilled(): void {
    const at = this.#at
    const size = this.#size
    const usable = this.#usable
    if (size > LARGEST_RECORD || size > usable * this.#file.spec.pageCount) {
      throw this.#damage(`claims a row of ${size} bytes`)
    }
    const local = this.#localBytes(size)
    if (at + local + 4 > this.leaf.end) throw this.#damage('has a cell that runs past its end')
    const payload = this.#decoder.room(size)
    payload.set(this.#leaves.bytes.subarray(at, at + local))
    const chain = uint32(this.#leaves.bytes, at + local)
    readOverflow(this.#file, this.#overflow, chain, payload, local, size, { table: this.#scan.table, use: this.#use })
    const fault = this.#decoder.decode(payload, 0, size)
    if (fault !== null) throw this.#damage(fault)
  }

  /** What of a payload that goes on in overflow pages lies in its leaf. */
  #localBytes(size: number): number {
    const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23
    const fitting = least + ((size - least) % (this.#usable - 4))
    return fitting <= this.mostLocal ? fitting : least
  }

  /**
   * Compares the cells of the leaf with what it says of its space (fileformat2 §1.6): what is neither free nor a cell is a row that its
   * count leaves out, which no reading of rows would notice.
   */
  #account(): void {
    const { leaf } = this
    const { bytes } = this.#leaves
    const header = leaf.pointers - 8
    const uint16 = (at: number) => (bytes[at]! << 8) | bytes[at + 1]!
    let free = bytes[header + 7]!
    for (let block = uint16(header + 1), end = 0; block !== 0;) {
      const size = uint16(leaf.base + block + 2)
      if (block < end || size < 4 || block + size > this.#usable) throw this.#damage('has free space outside of itself')
      free += size
      end = block + size
      block = uint16(leaf.base + block)
    }
    const content = this.#usable - (uint16(header + 5) || 65_536)
    if (content - free !== leaf.held)
      throw this.#damage(`has ${content - free} bytes of cells, but its ${leaf.cells} cells take ${leaf.held}`)
  }

  /** Stays at the end from now on. */
  #finish(): false {
    const { leaf } = this
    leaf.cells = leaf.cell = leaf.pointers = 0
    return false
  }

  #damage(what: string): Error {
    return damage(this.#scan.table, this.#walk.page, what)
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]()
  }
}
