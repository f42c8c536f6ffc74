/**
 * Which pages were read as leaf or overflow page, one bit a page, shared by all readers of a file and all threads: a page
 * that serves two rows' trees or chains is damage that no single tree shows.
 * Interior pages need no bit (their leaves have one), and readers of neighbouring shards share them.
 */
export class PageUse {
  /** Goes to worker threads as it is. */
  readonly bits: SharedArrayBuffer
  readonly #words: Int32Array

  constructor(pages: { pageCount: number } | SharedArrayBuffer) {
    this.bits = pages instanceof SharedArrayBuffer ? pages : new SharedArrayBuffer(4 * ((pages.pageCount >>> 5) + 1))
    this.#words = new Int32Array(this.bits)
    // Page 1 is the root of the schema, whatever tree says that it is part of it.
    if (this.bits !== pages) this.claim(1)
  }

  /** Marks the page; false when it was marked before. */
  claim(page: number): boolean {
    const bit = 1 << (page & 31)
    return (Atomics.or(this.#words, page >>> 5, bit) & bit) === 0
  }
}
