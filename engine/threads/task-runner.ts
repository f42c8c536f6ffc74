import { Loop } from '../loop/loop.ts'
import { profileByLoop } from '../source/profile/loop-tally.ts'
import { PageUse } from '../source/pages/page-use.ts'
import { openReader } from '../source/pages/reader.ts'
import { stageGroup } from '../stage/stage-group.ts'
import { type StageShard, stageShard } from '../stage/stage-shard.ts'
import { connect, type Connection } from '../target/connection/connect.ts'
import { heed } from '../target/connection/interruption.ts'
import { searchPathOf } from '../target/search-path.ts'
import { digestFile } from '../verify/digest/digest-file.ts'
import { type DigestTarget, digestTarget } from '../verify/digest/digest-target.ts'
import type { Task, TaskResult } from './worker-task.ts'

/** Milliseconds that a batch may take to its checkpoint when the migration is to end. */
const BATCH = 3_000

/** Runs tasks, one at a time, on whatever thread it lives on. Keeps connection and loop from task to task: 500 small tables would pay for 500. */
export class TaskRunner implements AsyncDisposable {
  #connection: Connection | null = null
  readonly #loop: Loop

  /** @param module the loop, compiled; by default by this thread */
  constructor(module?: WebAssembly.Module) {
    this.#loop = new Loop(module)
  }

  async run(task: Task, signal: AbortSignal, progress: (rows: number) => void): Promise<TaskResult[Task['kind']]> {
    switch (task.kind) {
      case 'profile': {
        const { pages, scan, range, forms } = task
        using reader = openReader(pages, scan, range, new PageUse(task.use), this.#loop.window)
        return profileByLoop(this.#loop, { pages, scan, reader, forms })
      }
      case 'stage':
        return this.#staging(task, signal, (client) => stageShard(client, this.#loop, task, signal, progress))
      case 'stage-group':
        return this.#staging(task.shards[0]!, signal, (client) => stageGroup(client, this.#loop, task, signal))
      case 'digest-file':
        return digestFile(task, signal)
      case 'digest-target': {
        const { client } = await this.#connect(task)
        const sums = await digestTarget(client, task, signal)
        if (sums === null) await this[Symbol.asyncDispose]()
        return sums
      }
    }
  }

  async #staging<Result>(
    task: StageShard,
    signal: AbortSignal,
    stage: (client: Connection['client']) => Promise<Result>,
  ): Promise<Result> {
    // Rows and checkpoint commit together, so a commit that a server crash loses loses both, and the retry stages them again.
    // A domain's CHECK may call what the target's functions find by their search path.
    const session = `SET synchronous_commit = off; SET search_path = ${searchPathOf(task.targetSchema)}`
    const connection = await this.#connect(task, session)
    await using _ = heed(connection, signal, { grace: BATCH })
    // Awaited here, or nobody would heed the signal any more.
    return await stage(connection.client)
  }

  /** All tasks of a runner are of one kind and for one database. */
  async #connect({ settings, applicationName }: StageShard | DigestTarget, session?: string): Promise<Connection> {
    if (this.#connection) return this.#connection
    this.#connection = await connect(settings, applicationName)
    if (session !== undefined) await this.#connection.client.query(session)
    return this.#connection
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection?.[Symbol.asyncDispose]()
    this.#connection = null
  }
}
