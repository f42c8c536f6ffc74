import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { interrupted, LiteliftError } from '../../../errors.ts'

/** What is left for a packed file's content, or for the database that a dump becomes: of the disk that the file lies on, and of what the options allow. */
export class Room {
  readonly #file: string
  readonly #most: number
  readonly #signal: AbortSignal | undefined
  #left: number

  private constructor(file: string, most: number, signal: AbortSignal | undefined) {
    this.#file = file
    this.#signal = signal
    this.#most = most
    this.#left = most
  }

  /** @param signal ends the unpacking at the next bytes */
  static async beside(file: string, allowed: number, signal?: AbortSignal): Promise<Room> {
    const { bavail, bsize } = await statfs(dirname(file))
    return new Room(file, Math.min(allowed, bavail * bsize), signal)
  }

  get left(): number {
    return this.#left
  }

  /** Counts bytes before they are written. @throws LiteliftError `file-too-large`, `migration-interrupted` */
  take(bytes: number): void {
    if (this.#signal?.aborted) throw interrupted()
    this.#left -= bytes
    if (this.#left < 0) throw this.exceeded()
  }

  /** Bytes that an archive announces. @throws LiteliftError `file-too-large` */
  expect(bytes: number): void {
    if (bytes > this.#left) throw this.exceeded()
  }

  exceeded(cause?: unknown): LiteliftError {
    return new LiteliftError('file-too-large', {
      subject: { file: this.#file },
      message: `The file's unpacked content needs more than the ${(this.#most / 1e6).toFixed(1)} MB that there are for it.`,
      hint: 'Raise maxUnpackedBytes, or give more disk by TMPDIR; Lambda has 10,240 MB at most (docs/limits.md). Or unpack it first.',
      cause,
    })
  }
}
