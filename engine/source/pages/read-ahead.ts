import { LeafWalk } from './leaf-walk.ts'
import type { PageFile } from './page-file.ts'
import type { KeyRange } from './row.ts'
import type { Scan } from './scan.ts'

/**
 * Tells a source that fetches which leaves a reader comes to: a walk of its own, so many pages ahead of the reader's. It tells what lies in the range
 * and nothing else, wherever in the file that is.
 */
export class ReadAhead {
  readonly #file: PageFile
  readonly #walk: LeafWalk
  /** Leaves that were told and not passed yet. */
  #told = 0
  #ended = false

  constructor(file: PageFile, scan: Scan, range: KeyRange) {
    this.#file = file
    this.#walk = new LeafWalk(file, scan, range)
  }

  /** The reader enters its next leaf. */
  pass(): void {
    this.#told--
    // In runs, not page by page.
    if (this.#ended || this.#told > this.#file.ahead / 2) return
    while (!this.#ended && this.#told < this.#file.ahead) {
      this.#ended = !this.#next()
      if (this.#ended) return
      this.#file.expect(this.#walk.page)
      this.#told++
    }
  }

  /** What is wrong with a page, or keeps it from being had, is met by the reader in its turn. */
  #next(): boolean {
    try {
      return this.#walk.next()
    } catch {
      return false
    }
  }
}
