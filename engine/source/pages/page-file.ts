import { statSync } from 'node:fs'
import { LiteliftError } from '../../errors.ts'
import type { FetchedFile } from './fetched/mailboxes.ts'
import { openBytes } from './open-bytes.ts'
import type { PageSource } from './page-source.ts'
import type { Scan } from './scan.ts'

/** How to reach the pages of a SQLite file; plain data, so that a worker thread can open it again. */
export interface PageFileSpec {
  /** Of the file; of one that is fetched piece by piece, what it is called in errors. */
  path: string
  /** Where the file lies on no disk: the memory through which its bytes come, which threads of this process share. */
  fetched?: FetchedFile
  /** A file of the same shape in which everything that is read is kept in its place. */
  keptAt?: string
  /** The same of its copies (schema/normalise.ts), where those are fetched. */
  copies?: FetchedFile
  /** Bytes a page, 512 … 65536, and how many of them SQLite uses. */
  pageSize: number
  usable: number
  pageCount: number
  encoding: 'utf8' | 'utf16le' | 'utf16be'
}

/** Where the normalised copies of a source's tables lie: a database of the same page size and encoding, nothing reserved. */
export function copiesPath(path: string): string {
  return `${path}-copies`
}

/** The pages of a file, from wherever they come. Closing it leaves the windows over it unusable. */
export class PageFile implements Disposable {
  readonly spec: PageFileSpec
  readonly #source: PageSource
  /** Pages that are worth being told ahead; 0 where telling is for nothing. */
  readonly ahead: number

  /** Opens the file that holds the scan's tree: the source, or its copies. */
  constructor(source: PageFileSpec, scan: Scan) {
    this.spec = source
    if (scan.copied) {
      const { pageSize, encoding, copies } = source
      const path = copiesPath(source.path)
      this.#source = openBytes({ path, ...(copies && { fetched: copies }) })
      const bytes = copies?.bytes ?? statSync(path).size
      this.spec = { path, pageSize, usable: pageSize, pageCount: bytes / pageSize, encoding }
    } else this.#source = openBytes(source)
    this.ahead = Math.floor(this.#source.ahead / source.pageSize)
  }

  /** Page 2³⁰/pageSize + 1 holds the lock bytes and never content (fileformat2 §1.4). */
  holds(page: number): boolean {
    const { pageSize, pageCount } = this.spec
    return page >= 1 && page <= pageCount && page !== 2 ** 30 / pageSize + 1
  }

  /** Fills `bytes[0, length)` from the start of `page` on. */
  read(page: number, bytes: Uint8Array, length: number): void {
    const { path, pageSize } = this.spec
    if (this.#source.read((page - 1) * pageSize, bytes, 0, length) < length) {
      throw new LiteliftError('file-truncated', {
        subject: { file: path, page },
        message: `The file ends inside page ${page}, which its header counts.`,
        hint: 'Upload the whole file again; the transfer was probably cut off.',
      })
    }
  }

  /** Says that so many pages from `page` on are soon asked for; of those that the file has. */
  expect(page: number, count = 1): void {
    const { pageSize, pageCount } = this.spec
    const most = Math.min(count, pageCount - page + 1)
    if (page >= 1 && most > 0) this.#source.expect((page - 1) * pageSize, most * pageSize)
  }

  [Symbol.dispose](): void {
    this.#source[Symbol.dispose]()
  }
}
