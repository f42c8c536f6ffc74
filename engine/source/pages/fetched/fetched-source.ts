import { type ErrorReport, interrupted, LiteliftError } from '../../../errors.ts'
import type { PageSource } from '../page-source.ts'
import { type FetchedFile, Mailboxes, UNIT } from './mailboxes.ts'

/** Bytes that are told ahead, in halves: at 30 ms to a first byte and two requests of 4 MB at once, one reader gets 100 MB a second. */
const AHEAD = 8 * 1024 * 1024

/** The reading side of a file that is fetched piece by piece: waits where bytes are not there yet. */
export class FetchedSource implements PageSource {
  readonly ahead = AHEAD
  readonly #bytes: number
  readonly #mailboxes: Mailboxes
  /** Units to tell with the next letter. */
  readonly #expected: number[] = []

  constructor({ memory, bytes }: FetchedFile) {
    this.#mailboxes = new Mailboxes(memory)
    this.#bytes = bytes
  }

  read(position: number, bytes: Uint8Array, from: number, to: number): number {
    const end = Math.min(to, from + Math.max(0, this.#bytes - position))
    let done = from
    while (done < end) {
      const answer = this.#mailboxes.ask(position + done - from, bytes, done, end, this.#expected)
      if (answer === 'stopped') throw interrupted()
      if (answer === 'dead') throw ended()
      if ('error' in answer) throw LiteliftError.revive(JSON.parse(answer.error) as ErrorReport)
      done += answer.bytes
    }
    return done - from
  }

  expect(position: number, length: number): void {
    const last = Math.floor((position + length - 1) / UNIT)
    for (let unit = Math.floor(position / UNIT); unit <= last; unit++)
      if (this.#expected.at(-1) !== unit) this.#expected.push(unit)
  }

  [Symbol.dispose](): void {}
}

function ended(): LiteliftError {
  return new LiteliftError('worker-ended', {
    message: 'The thread that fetches the file ended while its bytes were waited for.',
    hint: 'Run it again: a migration goes on from its last checkpoint. Give it more memory where it happens again.',
  })
}
