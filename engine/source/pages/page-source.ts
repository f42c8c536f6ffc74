import { closeSync, openSync, readSync } from 'node:fs'

/**
 * Where the bytes of a file come from. Synchronous, because a decoder is a loop over memory: who has to wait for them blocks its
 * thread. One reader at a time; several may be open on one file, on several threads.
 */
export interface PageSource extends Disposable {
  /**
   * Fills `bytes[from, to)` with what begins at `position`, and gives how many bytes that were: fewer at the end of the file only.
   * @throws LiteliftError why they cannot be had
   */
  read(position: number, bytes: Uint8Array, from: number, to: number): number
  /** Bytes that are worth being told ahead of {@link read}; 0 where telling is for nothing. */
  readonly ahead: number
  /** Says that so many bytes from `position` on are soon asked for. */
  expect(position: number, length: number): void
}

/** A file on a disk, which reads ahead by itself. */
export class DiskSource implements PageSource {
  readonly ahead = 0
  readonly #fd: number

  constructor(path: string) {
    this.#fd = openSync(path, 'r')
  }

  read(position: number, bytes: Uint8Array, from: number, to: number): number {
    let done = from
    while (done < to) {
      const got = readSync(this.#fd, bytes, done, to - done, position + done - from)
      if (got === 0) break
      done += got
    }
    return done - from
  }

  expect(): void {}

  [Symbol.dispose](): void {
    closeSync(this.#fd)
  }
}
