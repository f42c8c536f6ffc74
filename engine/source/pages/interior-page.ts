import { damage } from './damage.ts'
import { type Int64, isAbove } from './int64.ts'
import type { PageWindow } from './page-window.ts'
import { uint32, Varint } from './varint.ts'

/** What keys of a subtree are above (unless `lowest`) and at most; 64-bit values as int32 halves. */
export interface Bounds {
  lowest: boolean
  lowHigh: number
  lowLow: number
  highHigh: number
  highLow: number
}

/** One interior page of a table b-tree (fileformat2 §1.6), unpacked and checked: child i holds keys up to key i. */
export class InteriorPage {
  /** Number of keys; there is one child more. */
  count = 0
  /** The current child, 0 … count. */
  index = 0
  readonly children: Uint32Array
  readonly #keyHigh: Int32Array
  readonly #keyLow: Int32Array
  readonly #bounds: Bounds = { lowest: true, lowHigh: 0, lowLow: 0, highHigh: 0x7fffffff, highLow: -1 }
  readonly #varint = new Varint()

  constructor(pageSize: number) {
    // A cell takes at least 5 bytes and its pointer 2.
    const most = Math.ceil(pageSize / 7)
    this.children = new Uint32Array(most + 1)
    this.#keyHigh = new Int32Array(most)
    this.#keyLow = new Int32Array(most)
  }

  /** Unpacks a page and stands before its first child. `parent` stands at this page; null for the root. */
  fill(window: PageWindow, page: number, usable: number, parent: InteriorPage | null, table: string): void {
    if (parent !== null) parent.boundsInto(this.#bounds)
    const base = window.locate(page)
    const { bytes } = window
    const header = base + (page === 1 ? 100 : 0)
    if (bytes[header] !== 0x05) throw damage(table, page, 'is no interior page, although its neighbours are')
    const count = (bytes[header + 3]! << 8) | bytes[header + 4]!
    const pointers = header + 12
    const cells = pointers + 2 * count
    if (count >= this.children.length || cells > base + usable) throw damage(table, page, `claims ${count} cells`)
    if (count === 0 && page !== 1) throw damage(table, page, 'is an interior page without keys')
    const bounds = this.#bounds
    let { lowHigh, lowLow } = bounds
    let open = bounds.lowest
    for (let i = 0; i < count; i++) {
      const cell = base + ((bytes[pointers + 2 * i]! << 8) | bytes[pointers + 2 * i + 1]!)
      if (cell < cells || cell + 5 > base + usable) throw damage(table, page, `has a cell outside of itself`)
      this.children[i] = uint32(bytes, cell)
      const end = this.#varint.read(bytes, cell + 4)
      if (end > base + usable) throw damage(table, page, `has a cell outside of itself`)
      const { high, low } = this.#varint
      const ordered = open || isAbove(high, low, lowHigh, lowLow)
      if (!ordered || !isAbove(bounds.highHigh, bounds.highLow, high, low))
        throw damage(table, page, 'has keys out of order')
      this.#keyHigh[i] = lowHigh = high
      this.#keyLow[i] = lowLow = low
      open = false
    }
    this.children[count] = uint32(bytes, header + 8)
    this.count = count
    this.index = 0
  }

  current(): number {
    return this.children[this.index]!
  }

  /** Moves to the next child; false when there is none. */
  advance(): boolean {
    if (this.index === this.count) return false
    this.index++
    return true
  }

  /** Moves to the first child that can hold keys above the given one. */
  seek(after: Int64): void {
    while (this.index < this.count) {
      if (isAbove(this.#keyHigh[this.index]!, this.#keyLow[this.index]!, after.high, after.low)) return
      this.index++
    }
  }

  /** Whether the keys of the current child, or of another one, begin below or at the given one. */
  startsBelow(through: Int64, child = this.index): boolean {
    if (child === 0) return true
    return isAbove(through.high, through.low, this.#keyHigh[child - 1]!, this.#keyLow[child - 1]!)
  }

  /** The bounds of the current child. */
  boundsInto(bounds: Bounds): void {
    const { index, count } = this
    const first = index === 0
    bounds.lowest = first && this.#bounds.lowest
    bounds.lowHigh = first ? this.#bounds.lowHigh : this.#keyHigh[index - 1]!
    bounds.lowLow = first ? this.#bounds.lowLow : this.#keyLow[index - 1]!
    bounds.highHigh = index === count ? this.#bounds.highHigh : this.#keyHigh[index]!
    bounds.highLow = index === count ? this.#bounds.highLow : this.#keyLow[index]!
  }
}
