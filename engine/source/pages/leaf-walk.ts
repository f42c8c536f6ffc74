import { damage } from './damage.ts'
import { type Int64, int64 } from './int64.ts'
import { InteriorPage } from './interior-page.ts'
import type { PageFile } from './page-file.ts'
import { PageWindow } from './page-window.ts'
import type { KeyRange } from './row.ts'
import type { Scan } from './scan.ts'

/** SQLite itself gives up at 20 levels (BTCURSOR_MAX_DEPTH). */
const MAX_DEPTH = 20

/** Interior pages that are told ahead where a file is fetched: they lie apart, and each would cost a round to S3. */
const SIBLINGS = 32

const LEAF = 0x0d
const INTERIOR = 0x05

/**
 * Gives the leaf pages of a table b-tree that can hold keys of a range, in key order, reading interior pages only
 * (and one leaf, to learn the depth: all leaves lie equally deep). Ends after as many pages as the file has at the
 * latest, because a damaged tree may contain itself.
 */
export class LeafWalk {
  /** The current leaf's page number. Its keys are above `low` (unless `lowest`) and at most `high`. */
  page = 0
  lowest = true
  lowHigh = 0
  lowLow = 0
  highHigh = 0x7fffffff
  highLow = -1

  readonly #file: PageFile
  readonly #scan: Scan
  readonly #window: PageWindow
  readonly #levels: InteriorPage[] = []
  readonly #after: Int64 | null
  readonly #through: Int64 | null
  #depth = 0
  #visited = 0
  #started = false

  constructor(file: PageFile, scan: Scan, range: KeyRange) {
    this.#file = file
    this.#scan = scan
    this.#window = new PageWindow(file, file.spec.pageSize)
    this.#after = range.after === null ? null : int64(range.after)
    this.#through = range.through === null ? null : int64(range.through)
  }

  /** Moves to the next leaf; false at the end of the range. */
  next(): boolean {
    if (!this.#started) {
      this.#started = true
      this.#descendFirst()
      return true
    }
    let level = this.#depth - 1
    while (level >= 0 && !this.#levels[level]!.advance()) level--
    if (level < 0) return false
    if (this.#through !== null && !this.#levels[level]!.startsBelow(this.#through)) return false
    this.#descend(level)
    return true
  }

  /** Follows the keys above `after` down to a leaf, so learning the depth. */
  #descendFirst(): void {
    let page = this.#scan.root
    for (;;) {
      this.#visit(page)
      const offset = this.#window.locate(page)
      const type = this.#window.bytes[offset + (page === 1 ? 100 : 0)]
      if (type === LEAF) break
      if (type !== INTERIOR) throw this.#damage(page, `is no table b-tree page (type ${type})`)
      if (this.#depth === MAX_DEPTH) throw this.#damage(page, `lies deeper than ${MAX_DEPTH} levels`)
      const level = this.#enter(this.#depth, page)
      this.#depth++
      if (this.#after !== null) level.seek(this.#after)
      page = level.current()
    }
    for (let level = 0; level < this.#depth - 1; level++) this.#expectSiblings(level)
    this.#setLeaf(page)
  }

  #descend(from: number): void {
    for (let above = from; above < this.#depth - 1; above++) {
      this.#expectSiblings(above)
      const page = this.#levels[above]!.current()
      this.#visit(page)
      this.#enter(above + 1, page)
    }
    const page = this.#levels[this.#depth - 1]!.current()
    this.#visit(page)
    this.#setLeaf(page)
  }

  #enter(depth: number, page: number): InteriorPage {
    const level = (this.#levels[depth] ??= new InteriorPage(this.#file.spec.pageSize))
    level.fill(
      this.#window,
      page,
      this.#file.spec.usable,
      depth === 0 ? null : this.#levels[depth - 1]!,
      this.#scan.table,
    )
    return level
  }

  /** Tells the interior pages after the current child of a level, as far as the range goes. */
  #expectSiblings(level: number): void {
    if (this.#file.ahead === 0) return
    const parent = this.#levels[level]!
    const last = Math.min(parent.count, parent.index + SIBLINGS)
    for (let child = parent.index + 1; child <= last; child++) {
      if (this.#through !== null && !parent.startsBelow(this.#through, child)) return
      this.#file.expect(parent.children[child]!)
    }
  }

  #setLeaf(page: number): void {
    this.page = page
    if (this.#depth > 0) this.#levels[this.#depth - 1]!.boundsInto(this)
  }

  #visit(page: number): void {
    if (!this.#file.holds(page)) throw this.#damage(page, 'does not exist')
    if (++this.#visited > this.#file.spec.pageCount) throw this.#damage(page, 'is part of a loop')
  }

  #damage(page: number, what: string): Error {
    return damage(this.#scan.table, page, what)
  }
}
