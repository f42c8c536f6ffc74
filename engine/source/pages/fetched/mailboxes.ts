/** A file whose bytes are fetched piece by piece by a thread of this process; plain data that threads can be given. */
export interface FetchedFile {
  /** Through which bytes are asked for and come. */
  memory: SharedArrayBuffer
  /** Of the file. */
  bytes: number
}

/** Bytes of a unit of what is fetched and kept: a page lies in one, whatever its size. */
export const UNIT = 64 * 1024

/** Bytes that one letter brings: a whole window of leaves (reader.ts). */
const ANSWER = 256 * 1024
/** Units that one letter can name as expected. */
const EXPECTED = 512
/** Threads that can wait at once; more of them wait for a free box. */
const BOXES = 32

/** Words at the start. */
const BELL = 0
const BEATS = 1
const ENDED = 2
const FREED = 3
/** Where numbers begin: bytes that were fetched, and requests for them. */
const NUMBERS = 64
const HEADER = 128

/** Of each box: its state, bytes asked for or given, units expected; the position as a number; the units; the answer. */
const BOX = 16 + 8 + 8 + 4 * EXPECTED + ANSWER

/** How the fetching ended; 0 before. */
const STOPPED = 1
const GONE = 2

/** States of a box. */
const FREE = 0
const TAKEN = 1
const ASKED = 2
const ANSWERED = 3
const FAILED = 4

/** Milliseconds between two beats of a fetching thread that lives; and how many of them are missed of one that is taken for dead. */
export const BEAT = 1000
const DEAD = 30

/** Why a letter has no answer: the owner stopped the fetching, or its thread is gone. */
export type NoAnswer = 'stopped' | 'dead'

/** What came of a letter: so many bytes, or an error as JSON. */
export type Answer = { bytes: number } | { error: string }

/**
 * The memory between the threads that decode pages and the one that fetches them: boxes of one letter each. A decoder puts
 * into a free box which bytes it wants, rings the bell and sleeps (Atomics.wait) until they lie in it. Nothing but this memory is
 * needed on either side, so that it travels with a task; a round takes 35 µs beside the fetching.
 */
export class Mailboxes {
  readonly memory: SharedArrayBuffer
  readonly #words: Int32Array
  readonly #numbers: Float64Array

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(HEADER + BOXES * BOX)) {
    this.memory = memory
    this.#words = new Int32Array(memory)
    this.#numbers = new Float64Array(memory, NUMBERS, 2)
  }

  /** What was fetched so far. */
  get fetched(): { bytes: number; requests: number } {
    return { bytes: this.#numbers[0]!, requests: this.#numbers[1]! }
  }

  // Who decodes.

  /**
   * Asks for bytes and waits for them: the first {@link ANSWER} at most, into `bytes` at `from`.
   * @param expected units that are soon asked for; those that the letter has room for are taken out
   */
  ask(position: number, bytes: Uint8Array, from: number, to: number, expected: number[]): Answer | NoAnswer {
    const box = this.#claim()
    if (typeof box === 'string') return box
    const words = this.#words
    const at = startOf(box)
    words[at / 4 + 1] = Math.min(ANSWER, to - from)
    const units = expected.splice(0, EXPECTED)
    words[at / 4 + 2] = units.length
    new Float64Array(this.memory, at + 16, 1)[0] = position
    new Uint32Array(this.memory, at + 32, EXPECTED).set(units)
    Atomics.store(words, at / 4, ASKED)
    Atomics.add(words, BELL, 1)
    Atomics.notify(words, BELL)
    const none = this.#sleep(at / 4, ASKED)
    // The box stays taken: whoever fetches may still write to it.
    if (none !== null) return none
    const length = words[at / 4 + 1]!
    const answer = new Uint8Array(this.memory, at + 32 + 4 * EXPECTED, length)
    const failed = Atomics.load(words, at / 4) === FAILED
    if (!failed) bytes.set(answer, from)
    const result = failed ? { error: Buffer.from(answer).toString() } : { bytes: length }
    Atomics.store(words, at / 4, FREE)
    Atomics.add(words, FREED, 1)
    Atomics.notify(words, FREED)
    return result
  }

  #claim(): number | NoAnswer {
    const words = this.#words
    for (;;) {
      const freed = Atomics.load(words, FREED)
      for (let box = 0; box < BOXES; box++)
        if (Atomics.compareExchange(words, startOf(box) / 4, FREE, TAKEN) === FREE) return box
      const none = this.#sleep(FREED, freed)
      if (none !== null) return none
    }
  }

  /** Waits until a word is another; the reason where it never will be. Looks up once a beat: a call to wake that comes before the sleep is lost. */
  #sleep(word: number, value: number): NoAnswer | null {
    const words = this.#words
    for (let beats = Atomics.load(words, BEATS), missed = 0; missed < DEAD;) {
      const end = Atomics.load(words, ENDED)
      if (end !== 0) return end === STOPPED ? 'stopped' : 'dead'
      const woken = Atomics.wait(words, word, value, BEAT)
      if (Atomics.load(words, word) !== value) return null
      if (woken !== 'timed-out') continue
      const heard = Atomics.load(words, BEATS)
      missed = heard === beats ? missed + 1 : 0
      beats = heard
    }
    return 'dead'
  }

  // Who owns.

  /** Lets everyone who waits or will ask go without an answer. The first reason counts. */
  end(why: NoAnswer): void {
    Atomics.compareExchange(this.#words, ENDED, 0, why === 'stopped' ? STOPPED : GONE)
    for (let box = 0; box < BOXES; box++) Atomics.notify(this.#words, startOf(box) / 4)
    for (const word of [FREED, BELL]) {
      Atomics.add(this.#words, word, 1)
      Atomics.notify(this.#words, word)
    }
  }

  // Who fetches.

  /** Boxes with letters, each time that there may be new ones. */
  async *letters(): AsyncGenerator<Letter[]> {
    const words = this.#words
    const reading = new Set<number>()
    for (;;) {
      const rung = Atomics.load(words, BELL)
      if (Atomics.load(words, ENDED) !== 0) return
      const found: Letter[] = []
      for (let box = 0; box < BOXES; box++) {
        if (reading.has(box) || Atomics.load(words, startOf(box) / 4) !== ASKED) continue
        reading.add(box)
        found.push(this.#letter(box, () => reading.delete(box)))
      }
      yield found
      const wait = Atomics.waitAsync(words, BELL, rung)
      if (wait.async) await wait.value
    }
  }

  #letter(box: number, answered: () => void): Letter {
    const words = this.#words
    const at = startOf(box)
    const answer = new Uint8Array(this.memory, at + 32 + 4 * EXPECTED, ANSWER)
    const reply = (state: number, length: number) => {
      words[at / 4 + 1] = length
      answered()
      Atomics.store(words, at / 4, state)
      Atomics.notify(words, at / 4)
    }
    return {
      position: new Float64Array(this.memory, at + 16, 1)[0]!,
      length: words[at / 4 + 1]!,
      expected: [...new Uint32Array(this.memory, at + 32, words[at / 4 + 2])],
      answer,
      give: (bytes) => reply(ANSWERED, bytes),
      fail(error) {
        const json = Buffer.from(error).subarray(0, ANSWER)
        answer.set(json)
        reply(FAILED, json.length)
      },
    }
  }

  /** Says that the thread lives. */
  beat(): void {
    Atomics.add(this.#words, BEATS, 1)
  }

  /** Counts what is fetched. */
  count(bytes: number, requests: number): void {
    this.#numbers[0]! += bytes
    this.#numbers[1]! += requests
  }
}

/** What a decoder asks for, and where the answer goes. */
export interface Letter {
  position: number
  length: number
  /** Units that are soon asked for, in the order of that. */
  expected: number[]
  /** Room for the bytes. */
  answer: Uint8Array
  /** So many bytes lie there. */
  give(bytes: number): void
  /** An error as JSON. */
  fail(error: string): void
}

function startOf(box: number): number {
  return HEADER + box * BOX
}
