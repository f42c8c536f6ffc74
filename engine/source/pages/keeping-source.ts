import { closeSync, openSync, writeSync } from 'node:fs'
import type { PageSource } from './page-source.ts'

/** Writes what is read of a source to its places in another file. */
export class KeepingSource implements PageSource {
  readonly ahead: number
  readonly #source: PageSource
  readonly #fd: number

  constructor(source: PageSource, path: string) {
    this.#source = source
    this.ahead = source.ahead
    this.#fd = openSync(path, 'r+')
  }

  read(position: number, bytes: Uint8Array, from: number, to: number): number {
    const got = this.#source.read(position, bytes, from, to)
    for (let done = 0; done < got;) done += writeSync(this.#fd, bytes, from + done, got - done, position + done)
    return got
  }

  expect(position: number, length: number): void {
    this.#source.expect(position, length)
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd)
    this.#source[Symbol.dispose]()
  }
}
