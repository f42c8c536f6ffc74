/** Marked pages; plain data. */
export interface Marks {
  /** The word that the first one is, of 32 pages each. */
  from: number
  /** As bytes. */
  words: Uint8Array
}

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

  /** What is marked, but for page 1; from the first word that has any mark to the last. */
  marks(): Marks {
    const words = this.#words.slice()
    words[0]! &= ~(1 << 1)
    const from = Math.max(
      0,
      words.findIndex((word) => word !== 0),
    )
    const to = words.findLastIndex((word) => word !== 0) + 1
    return { from, words: new Uint8Array(words.slice(from, Math.max(from, to)).buffer) }
  }

  /** Marks what another reader has marked; gives a page that was marked before, if there is one. */
  add({ from, words }: Marks): number | null {
    const theirs = new Int32Array(words.slice().buffer)
    for (const [index, word] of theirs.entries()) {
      const twice = this.#words[from + index]! & word
      if (twice !== 0) return (from + index) * 32 + (31 - Math.clz32(twice))
      this.#words[from + index]! |= word
    }
    return null
  }

  /** Marks the page; false when it was marked before. */
  claim(page: number): boolean {
    const bit = 1 << (page & 31)
    return (Atomics.or(this.#words, page >>> 5, bit) & bit) === 0
  }
}
