import { isNew, type TablePlan } from '../plan/plan.ts'
import type { Build } from './build.ts'
import { Built } from './built.ts'
import { buildConnections } from './connections.ts'
import { buildIndexes } from './indexes.ts'

/**
 * Builds the indexes of tables whose rows are in while those of others still come, on one connection beside those that stage. Nothing depends on
 * it: the phase build makes what is missing, and anew what rows forced to be weaker; so whatever fails here ends it, and is told there.
 * Disposing ends what it does.
 */
export class BuildAhead implements AsyncDisposable {
  readonly #build: Build
  readonly #ending = new AbortController()
  readonly #waiting: TablePlan[] = []
  #running: Promise<void> | null = null
  #stopped = false

  constructor(build: Build) {
    this.#build = { ...build, signal: AbortSignal.any([build.signal, this.#ending.signal]) }
  }

  /** A table of which every row is in staging. */
  add(table: TablePlan): void {
    if (this.#stopped || !isReady(table)) return
    this.#waiting.push(table)
    this.#running ??= this.#work().catch(() => void (this.#stopped = true))
  }

  /** Begins no other index, and waits for the one that is being built. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort()
    await this.stop()
  }

  async #work(): Promise<void> {
    await using connections = await buildConnections(this.#build, { count: 1, by: 'cancel' })
    const [client] = connections.clients
    // Each table comes once, so that what an earlier attempt built is all there is to know.
    const built = await Built.of(client!, this.#build.schema)
    for (let table = this.#waiting.shift(); table !== undefined; table = this.#waiting.shift()) {
      for (const job of buildIndexes(this.#build, [table], built)) {
        if (this.#stopped) return
        await job(client!)
      }
    }
    this.#running = null
  }
}

/** Whether the rows lie as they will stay: columns to convert change their type first, and generated ones make the table anew. */
function isReady(table: TablePlan): boolean {
  return (
    isNew(table) &&
    table.conditions.length === 0 &&
    table.columns.every(({ generated, into }) => generated === null && into === null)
  )
}
