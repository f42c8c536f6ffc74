import { UNIT } from './mailboxes.ts'

/** Units of one request at most, 4 MB: those take a connection to S3 little more than the time to the first byte, and each request costs 1 ms of work. */
const RUN = 64
/** Requests for what is expected that are under way at once; what is waited for is asked for in any case. */
const REQUESTS = 16

/**
 * Gives the bytes `[start, end)` of a file as they arrive, trying again by itself what may pass.
 * @throws LiteliftError why they cannot be had
 */
export type FetchRange = (start: number, end: number) => AsyncIterable<Uint8Array>

interface Unit {
  bytes: Uint8Array
  filled: Promise<void>
  isFilled: boolean
  /** Fetched because it was expected, and not asked for yet. */
  isAhead: boolean
}

/** A unit that is under way. */
interface Started {
  number: number
  unit: Unit
  got: PromiseWithResolvers<void>
}

/**
 * Units of a file, fetched in runs and kept while there is room, the least recently used going first. What is expected is fetched
 * ahead once half of what was is come for, and never fills more than half of the room: what nobody comes for must not drive out what is read.
 */
export class UnitCache {
  /** In the order of their last use. */
  readonly #units = new Map<number, Unit>()
  readonly #fetch: FetchRange
  readonly #bytes: number
  readonly #most: number
  #queue: number[] = []
  #ahead = 0
  #requests = 0

  /** @param most units that are kept, beside those that somebody waits for */
  constructor(fetch: FetchRange, bytes: number, most: number) {
    this.#fetch = fetch
    this.#bytes = bytes
    this.#most = most
  }

  /** Copies `length` bytes from `position` on, which the file has. */
  async read(position: number, length: number, into: Uint8Array): Promise<void> {
    const first = Math.floor(position / UNIT)
    const last = Math.floor((position + length - 1) / UNIT)
    this.#demand(first, last)
    for (let number = first; number <= last; number++) {
      const unit = this.#use(number)
      if (!unit.isFilled) await unit.filled
      const start = number * UNIT
      const from = Math.max(position, start)
      const part = unit.bytes.subarray(from - start, Math.min(position + length, start + UNIT) - start)
      into.set(part, from - position)
    }
    this.#advance()
  }

  /** Fetches them ahead as far as there is room, the earliest first. */
  expect(units: number[]): void {
    this.#queue.push(...units)
    // Of whom nobody comes back.
    if (this.#queue.length > 4 * this.#most) this.#queue = this.#queue.slice(-2 * this.#most)
    this.#advance()
  }

  /** The ones between that are not there are fetched in runs, at once. */
  #demand(first: number, last: number): void {
    for (let number = first; number <= last; number++) {
      if (this.#units.has(number)) continue
      let count = 1
      while (count < RUN && number + count <= last && !this.#units.has(number + count)) count++
      this.#start(number, count, false)
    }
  }

  #use(number: number): Unit {
    const unit = this.#units.get(number)
    // Driven out while units before it were waited for.
    if (unit === undefined) {
      this.#start(number, 1, false)
      return this.#units.get(number)!
    }
    if (unit.isAhead) {
      unit.isAhead = false
      this.#ahead--
    }
    this.#units.delete(number)
    this.#units.set(number, unit)
    return unit
  }

  #advance(): void {
    while (this.#queue.length > 0 && this.#requests < REQUESTS && this.#ahead <= this.#most / 4) {
      const number = this.#queue.shift()!
      if (this.#units.has(number) || number * UNIT >= this.#bytes) continue
      const most = Math.min(RUN, this.#most / 2 - this.#ahead)
      let count = 1
      while (count < most && this.#goesOn(number + count)) {
        this.#queue.shift()
        count++
      }
      this.#start(number, count, true)
    }
  }

  /** Whether a run goes on with a unit; also over one that is there, of an interior page among leaves: a request costs more than 64 KB that come twice. */
  #goesOn(number: number): boolean {
    const [next, after] = this.#queue
    if (next !== number) return false
    return !this.#units.has(number) || (after === number + 1 && !this.#units.has(after))
  }

  #start(first: number, count: number, isAhead: boolean): void {
    const units = Array.from({ length: count }, (_, at) => {
      const number = first + at
      const got = Promise.withResolvers<void>()
      // Who waits for it hears of it.
      got.promise.catch(() => undefined)
      const bytes = new Uint8Array(Math.min(UNIT, this.#bytes - number * UNIT))
      const isThere = this.#units.has(number)
      const unit: Unit = { bytes, filled: got.promise, isFilled: false, isAhead: isAhead && !isThere }
      if (!isThere) this.#units.set(number, unit)
      if (unit.isAhead) this.#ahead++
      return { number, unit, got }
    })
    this.#requests++
    void this.#fill(units).finally(() => {
      this.#requests--
      this.#advance()
    })
    this.#makeRoom()
  }

  async #fill(units: Started[]): Promise<void> {
    const start = units[0]!.number * UNIT
    const end = Math.min(this.#bytes, (units.at(-1)!.number + 1) * UNIT)
    let at = 0
    let done = 0
    try {
      for await (const chunk of this.#fetch(start, end)) {
        for (let from = 0; from < chunk.length;) {
          const { unit, got } = units[at]!
          const part = chunk.subarray(from, from + unit.bytes.length - done)
          unit.bytes.set(part, done)
          from += part.length
          done += part.length
          if (done < unit.bytes.length) continue
          unit.isFilled = true
          got.resolve()
          at++
          done = 0
        }
      }
      if (at < units.length) throw new Error(`${end - start} bytes were asked for, and fewer came`)
    } catch (error) {
      // The next who asks for them tries anew.
      for (const { number, unit, got } of units.slice(at)) {
        this.#forget(number, unit)
        got.reject(error)
      }
    }
  }

  #makeRoom(): void {
    for (const [number, unit] of this.#units) {
      if (this.#units.size <= this.#most) return
      if (unit.isFilled) this.#forget(number, unit)
    }
  }

  #forget(number: number, unit: Unit): void {
    if (this.#units.get(number) === unit) this.#units.delete(number)
    if (unit.isAhead) this.#ahead--
    unit.isAhead = false
  }
}
