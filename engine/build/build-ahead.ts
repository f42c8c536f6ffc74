import type pg from 'pg'
import { isNew, type TablePlan } from '../plan/plan.ts'
import type { Build } from './build.ts'
import { Built } from './built.ts'
import { buildConnections } from './connections.ts'
import { buildIndexes } from './indexes.ts'

/** Rows below which it takes as long to be told as to build: 500 tables of ten rows take 3.8 s without, 4.1 with it. */
const FEWEST = 20_000

/**
 * Builds the indexes of tables whose rows are in while those of others still come, on one connection beside those that stage. Nothing depends on
 * it: the phase build makes what is missing, and anew what rows forced to be weaker; so whatever fails here ends it, and is told there.
 * Disposing ends what it does.
 */
export class BuildAhead implements AsyncDisposable {
  readonly #build: Build
  readonly #ending = new AbortController()
  readonly #connections = new AsyncDisposableStack()
  #opened: Promise<Opened> | null = null
  #last: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(build: Build) {
    this.#build = { ...build, signal: AbortSignal.any([build.signal, this.#ending.signal]) }
  }

  /** A table of which every row is in staging. */
  add(table: TablePlan): void {
    if (!isReady(table)) return
    this.#last = this.#last.then(() => this.#buildTable(table)).catch(() => void (this.#stopped = true))
  }

  /** Begins no other index, and waits for the one that is being built. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#last
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort()
    await this.stop()
    await this.#connections.disposeAsync()
  }

  async #buildTable(table: TablePlan): Promise<void> {
    if (this.#stopped) return
    const { client, built } = await (this.#opened ??= this.#open())
    for (const index of buildIndexes(this.#build, [table], built)) {
      if (this.#stopped) return
      await index.run(client)
    }
  }

  async #open(): Promise<Opened> {
    const connections = await buildConnections(this.#build, { count: 1, by: 'cancel' })
    this.#connections.use(connections)
    const [client] = connections.clients as [pg.Client]
    return { client, built: await Built.of(client, this.#build.schema) }
  }
}

interface Opened {
  client: pg.Client
  /** Each table comes once, so that what an earlier attempt built is all there is to know. */
  built: Built
}

/** Whether the rows lie as they will stay: columns to convert change their type first, and generated ones make the table anew. */
function isReady(table: TablePlan): boolean {
  return (
    isNew(table) &&
    table.rows >= FEWEST &&
    table.conditions.length === 0 &&
    table.columns.every(({ generated, into }) => generated === null && into === null)
  )
}
