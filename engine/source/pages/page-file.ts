import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { LiteliftError } from '../../errors.ts'
import type { Scan } from './scan.ts'

/** How to reach the pages of a SQLite file; plain data, so that a worker thread can open it again. */
export interface PageFileSpec {
  path: string
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

/** An open file descriptor with the shape of its pages. Closing it leaves the windows over it unusable. */
export class PageFile implements Disposable {
  readonly spec: PageFileSpec
  readonly #fd: number

  /** Opens the file that holds the scan's tree: the source, or its copies. */
  constructor(source: PageFileSpec, scan: Scan) {
    const path = scan.copied ? copiesPath(source.path) : source.path
    this.#fd = openSync(path, 'r')
    this.spec = source
    if (scan.copied) {
      const { pageSize, encoding } = source
      this.spec = { path, pageSize, usable: pageSize, pageCount: fstatSync(this.#fd).size / pageSize, encoding }
    }
  }

  /** Page 2³⁰/pageSize + 1 holds the lock bytes and never content (fileformat2 §1.4). */
  holds(page: number): boolean {
    const { pageSize, pageCount } = this.spec
    return page >= 1 && page <= pageCount && page !== 2 ** 30 / pageSize + 1
  }

  /** Fills `bytes` from the start of `page` on. */
  read(page: number, bytes: Uint8Array, length: number): void {
    const { path, pageSize } = this.spec
    let done = 0
    while (done < length) {
      const got = readSync(this.#fd, bytes, done, length - done, (page - 1) * pageSize + done)
      if (got === 0) {
        throw new LiteliftError('file-truncated', {
          subject: { file: path, page },
          message: `The file ends inside page ${page}, which its header counts.`,
          hint: 'Upload the whole file again; the transfer was probably cut off.',
        })
      }
      done += got
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd)
  }
}
