import type pg from 'pg'
import { allEnded } from '../all-ended.ts'

/** One object to build, on whichever connection is free. */
export interface Job<Result> {
  run(client: pg.Client): Promise<Result>
  /** What has to be built before. */
  after?: readonly Job<Result>[]
  /** Names of tables that it locks against others that name them here: those wait without keeping a connection. */
  alone?: readonly string[]
}

/**
 * Works the jobs off on all connections: whichever can begin, the first of them in the list first. Results come in the order of the jobs. The
 * first failure ends it when the running ones have ended.
 */
export async function inTurn<Result>(clients: pg.Client[], jobs: readonly Job<Result>[]): Promise<Result[]> {
  const queue = new Queue(jobs)
  const results: Result[] = []
  await allEnded(
    clients.map(async (client) => {
      for (let next; (next = await queue.next()) !== null;) {
        const { position, job } = next
        try {
          results[position] = await job.run(client)
        } catch (error) {
          queue.end()
          throw error
        } finally {
          queue.done(position)
        }
      }
    }),
  )
  return results
}

/** Which job comes next. */
class Queue<Result> {
  readonly #jobs: readonly Job<Result>[]
  /** Of each job how many others it waits for, and which wait for it. */
  readonly #left: number[]
  readonly #waiting: number[][]
  /** Positions of jobs that wait for no other, in their order. */
  #ready: number[] = []
  #unfinished: number
  readonly #busy = new Set<string>()
  #changed = Promise.withResolvers<void>()

  constructor(jobs: readonly Job<Result>[]) {
    this.#jobs = jobs
    this.#unfinished = jobs.length
    const positions = new Map(jobs.map((job, position) => [job, position]))
    this.#waiting = jobs.map(() => [])
    this.#left = jobs.map(({ after = [] }, position) => {
      for (const job of after) this.#waiting[positions.get(job)!]!.push(position)
      return after.length
    })
    for (const position of jobs.keys()) if (this.#left[position] === 0) this.#ready.push(position)
  }

  /** Waits until a job can begin; null where none will. */
  async next(): Promise<{ position: number; job: Job<Result> } | null> {
    while (this.#unfinished > 0) {
      const at = this.#ready.findIndex((position) => this.#alone(position).every((table) => !this.#busy.has(table)))
      if (at >= 0) {
        const [position] = this.#ready.splice(at, 1) as [number]
        for (const table of this.#alone(position)) this.#busy.add(table)
        return { position, job: this.#jobs[position]! }
      }
      await this.#changed.promise
    }
    return null
  }

  done(position: number): void {
    for (const table of this.#alone(position)) this.#busy.delete(table)
    for (const next of this.#waiting[position]!) if (--this.#left[next]! === 0) insert(this.#ready, next)
    this.#unfinished--
    this.#tell()
  }

  /** No other begins. */
  end(): void {
    this.#unfinished = 0
    this.#ready = []
    this.#tell()
  }

  #alone(position: number): readonly string[] {
    return this.#jobs[position]!.alone ?? []
  }

  #tell(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }
}

/** Into numbers in their order. */
function insert(sorted: number[], number: number): void {
  const at = sorted.findLastIndex((one) => one < number)
  sorted.splice(at + 1, 0, number)
}
