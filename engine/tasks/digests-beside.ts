import type { SourceFile } from '../source/file/open.ts'
import { stagingSchema } from '../stage/staging.ts'
import { nulledRows } from '../target/ledger/nulled.ts'
import { digestOnThreads } from '../threads/digest-on-threads.ts'
import { openPool, threadsFor } from '../threads/pool.ts'
import { compareProgress } from '../verify/compare-progress.ts'
import { cutForLanes, digestParts, equalRows } from '../verify/digest/compare-digests.ts'
import { describeTargets } from '../verify/target-table.ts'
import { type Digested, NOTHING_DIGESTED } from './digest-shards.ts'
import { rejectedOf, type Staged, type Work } from './work.ts'

/**
 * Digests both sides of large tables while their keys and indexes are built, which leaves half of the processors idle where one index is larger
 * than all others. Nothing depends on it: the phase verify compares whatever is not known to be equal, so whatever fails here ends it, and is
 * told there. An ALTER TABLE of the build waits for the part of its table that is being read, and no reading waits for more than that ALTER.
 * Disposing ends what it does.
 */
export class DigestsBeside implements AsyncDisposable {
  readonly #work: Work
  readonly #source: Pick<SourceFile, 'pages'>
  readonly #staged: Staged
  readonly #ending = new AbortController()
  #digested: Promise<Digested> = Promise.resolve(NOTHING_DIGESTED)

  constructor(work: Work, source: Pick<SourceFile, 'pages'>, staged: Staged) {
    this.#work = { ...work, signal: AbortSignal.any([work.signal, this.#ending.signal]) }
    this.#source = source
    this.#staged = staged
  }

  /** The rows lie as they will stay. The work's connection is taken until all is digested. */
  begin(): void {
    if (this.#work.options.verify === 'full') this.#digested = this.#digest().catch(() => NOTHING_DIGESTED)
  }

  /** What is known once all is digested. */
  get digested(): Promise<Digested> {
    return this.#digested
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort()
    await this.#digested
  }

  async #digest(): Promise<Digested> {
    const { connection, claimed, options, recorder, signal, target } = this.#work
    const { client } = connection
    const { pages } = this.#source
    const threads = threadsFor(pages, options.workers)
    if (threads === 0) return NOTHING_DIGESTED
    await using pool = openPool(threads)
    const digesting = digestOnThreads(pool, { pages, target, signal })
    const schema = stagingSchema(claimed.id)
    const rejected = rejectedOf(this.#work, this.#staged)
    const nulled = await nulledRows(client, claimed.id)
    const tables = this.#staged.plan.tables
      .filter(({ rows, source }) => rows >= digesting.fewest && rejected(source) === null && nulled(source) === null)
      .toSorted((a, b) => b.rows - a.rows)
    const names = tables.map(({ name }) => name)
    const targets = await describeTargets(client, schema, names)
    const progress = compareProgress(recorder.listener, tables)
    const equal = new Set<string>()
    for (const table of tables) {
      const described = targets.get(table.name)
      const cut = described && (await cutForLanes(digesting, client, { table, schema, target: described }))
      if (!cut) continue
      // As tasks that digest a shard each: nobody but the claim writes to staging.
      const sums = await digestParts(digesting, cut.parts, {
        snapshot: null,
        progress: (rows) => progress(table.source, rows),
      })
      if (sums && equalRows(sums) === table.rows) equal.add(table.source)
    }
    return { equal, isAsked: true }
  }
}
