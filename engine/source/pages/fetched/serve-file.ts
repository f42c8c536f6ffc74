import { asLiteliftError } from '../../../errors.ts'
import { BEAT, type FetchedFile, type Letter, Mailboxes, UNIT } from './mailboxes.ts'
import { type FetchRange, UnitCache } from './unit-cache.ts'

/** Bytes that are kept of what was fetched: what four readers read ahead, and pages that are read again. */
const KEPT = 32 * 1024 * 1024

/** Answers whoever reads a file that is fetched, until its owner stops it. Runs on a thread of its own: a decoder blocks the one that it is on. */
export async function serveFile({ memory, bytes }: FetchedFile, fetch: FetchRange): Promise<void> {
  const mailboxes = new Mailboxes(memory)
  const beating = setInterval(() => mailboxes.beat(), BEAT)
  const cache = new UnitCache(counted(fetch, mailboxes), bytes, KEPT / UNIT)
  try {
    for await (const letters of mailboxes.letters()) for (const letter of letters) void serve(letter, cache)
  } finally {
    clearInterval(beating)
  }
}

async function serve(letter: Letter, cache: UnitCache): Promise<void> {
  try {
    const reading = cache.read(letter.position, letter.length, letter.answer)
    cache.expect(letter.expected)
    await reading
    letter.give(letter.length)
  } catch (error) {
    letter.fail(JSON.stringify(asLiteliftError(error)))
  }
}

function counted(fetch: FetchRange, mailboxes: Mailboxes): FetchRange {
  return async function* (start, end) {
    mailboxes.count(0, 1)
    for await (const chunk of fetch(start, end)) {
      mailboxes.count(chunk.length, 0)
      yield chunk
    }
  }
}
