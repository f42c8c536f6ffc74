import type { PageFile } from './page-file.ts'

/**
 * A run of neighbouring pages held in one buffer. The run grows while pages are asked for in file order and falls back to a
 * single page where they are not, so that a fragmented file costs one small read a page. The buffer grows with the run: a table
 * of one page takes one page of memory.
 */
export class PageWindow {
  bytes: Uint8Array
  readonly #file: PageFile
  readonly #pageSize: number
  readonly #most: number
  readonly #foresees: boolean
  #first = 0
  #count = 0
  /** Pages after the run that are told ahead. */
  #reach = 0

  /**
   * @param capacity bytes to read at most at once; at least one page is held
   * @param room where they lie, so many bytes; by default in memory that grows with the run
   * @param foresees tells ahead what follows in file order, more each time that it is asked for; without it somebody knows better
   */
  constructor(file: PageFile, capacity: number, room: Uint8Array = new Uint8Array(0), foresees = false) {
    const { pageSize } = file.spec
    this.bytes = room
    this.#file = file
    this.#foresees = foresees && file.ahead > 0
    this.#pageSize = pageSize
    this.#most = Math.max(1, Math.floor(capacity / pageSize))
  }

  /** Offset in {@link bytes} of a page that the file holds. The next call may move to other bytes. */
  locate(page: number): number {
    const index = page - this.#first
    if (index >= 0 && index < this.#count) return index * this.#pageSize
    this.#load(page)
    return 0
  }

  #load(page: number): void {
    // Interior pages lie between the leaves, so a short step forward is still file order.
    const step = page - (this.#first + this.#count)
    const inOrder = this.#count > 0 && step >= 0 && step <= this.#count
    const wanted = inOrder ? this.#count * 2 : 1
    const count = Math.min(wanted, this.#most, this.#file.spec.pageCount - page + 1)
    this.#first = 0
    this.#count = 0
    if (this.#foresees) {
      this.#reach = inOrder ? Math.min(this.#file.ahead, Math.max(1, 2 * this.#reach)) : 0
      if (this.#reach > 0) this.#file.expect(page + count, this.#reach)
    }
    if (this.bytes.length < count * this.#pageSize) this.bytes = new Uint8Array(count * this.#pageSize)
    this.#file.read(page, this.bytes, count * this.#pageSize)
    this.#first = page
    this.#count = count
  }
}
