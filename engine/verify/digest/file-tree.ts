import type { FetchedFile } from '../../source/pages/fetched/mailboxes.ts'
import type { PageSource } from '../../source/pages/page-source.ts'

/** A SQLite file whose pages are read here; of source/pages, whose reader this one does not use, so as to find its mistakes. */
export interface FilePages {
  path: string
  /** Where it lies on no disk. */
  fetched?: FetchedFile
  pageSize: number
  /** Bytes of a page that SQLite uses. */
  usable: number
  pageCount: number
}

const INTERIOR = 0x05
const LEAF = 0x0d
/** SQLite itself gives up at 20 levels (BTCURSOR_MAX_DEPTH). */
const DEEPEST = 20

/** A tree that is none: whoever asked for it compares in another way, which names what is wrong. */
export class NoTree extends Error {}

/** The b-tree of a rowid table (fileformat2 §1.6). */
export class FileTree {
  readonly #bytes: PageSource
  readonly #pages: FilePages
  readonly #page: Buffer
  /** A tree that contains itself would never end. */
  #left: number

  constructor(bytes: PageSource, pages: FilePages) {
    this.#bytes = bytes
    this.#pages = pages
    this.#page = Buffer.allocUnsafe(pages.pageSize)
    this.#left = pages.pageCount
  }

  /** Subtrees that make up the tree, in their order: as few as there are of one level, and `wanted` of them where there are. */
  subtrees(root: number, wanted: number): number[] {
    let level = [root]
    for (let depth = 0; depth < DEEPEST && level.length < wanted; depth++) {
      const below = level.map((page) => this.#children(page))
      if (below.some((children) => children === null)) break
      level = below.flatMap((children) => children!)
    }
    return level
  }

  /** Leaves below pages of one level, in runs that lie one after another in the file: first page, and how many. */
  *leaves(
    pages: readonly number[],
    atMost: number,
    depth = 0,
  ): Generator<[first: number, count: number], void, undefined> {
    if (depth === DEEPEST) throw new NoTree()
    const first = this.#children(pages[0]!)
    // All leaves lie equally deep.
    if (first === null) return yield* this.#runs(pages, atMost)
    for (const [i, page] of pages.entries()) {
      if (i + 1 < pages.length) this.#expect(pages[i + 1]!)
      const children = i === 0 ? first : this.#children(page)
      if (children === null) throw new NoTree()
      yield* this.leaves(children, atMost, depth + 1)
    }
  }

  *#runs(pages: readonly number[], atMost: number): Generator<[first: number, count: number], void, undefined> {
    for (let i = 0, told = 0; i < pages.length;) {
      const ahead = Math.min(pages.length, i + this.#bytes.ahead / this.#pages.pageSize)
      for (told = Math.max(told, i); told < ahead; told++) this.#expect(pages[told]!)
      let count = 1
      while (count < atMost && pages[i + count] === pages[i]! + count) count++
      yield [pages[i]!, count]
      i += count
    }
  }

  /** Null of a leaf. */
  #children(page: number): number[] | null {
    const { pageSize, pageCount, usable } = this.#pages
    if (page < 1 || page > pageCount || this.#left-- < 0) throw new NoTree()
    this.read(page, this.#page, 0, 1)
    const bytes = this.#page
    const header = page === 1 ? 100 : 0
    const kind = bytes[header]
    if (kind === LEAF) return null
    const cells = bytes.readUInt16BE(header + 3)
    if (kind !== INTERIOR || header + 12 + 2 * cells > Math.min(usable, pageSize)) throw new NoTree()
    const children: number[] = []
    for (let i = 0; i < cells; i++) {
      const cell = bytes.readUInt16BE(header + 12 + 2 * i)
      if (cell + 4 > usable) throw new NoTree()
      children.push(bytes.readUInt32BE(cell))
    }
    return [...children, bytes.readUInt32BE(header + 8)]
  }

  /** So many pages into `bytes` from `at` on. */
  read(first: number, bytes: Uint8Array, at: number, count: number): void {
    const { pageSize, pageCount } = this.#pages
    if (first < 1 || first + count - 1 > pageCount) throw new NoTree()
    const length = count * pageSize
    if (this.#bytes.read((first - 1) * pageSize, bytes, at, at + length) < length) throw new NoTree()
  }

  #expect(page: number): void {
    const { pageSize, pageCount } = this.#pages
    if (page >= 1 && page <= pageCount) this.#bytes.expect((page - 1) * pageSize, pageSize)
  }
}
