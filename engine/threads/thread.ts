import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { counted } from '../counted.ts'
import { LiteliftError } from '../errors.ts'
import { loopModule } from '../loop/module.ts'
import type { FromWorker, Task, TaskResult, ToWorker } from './worker-task.ts'
import { STACKS } from '../named.ts'

/** Entry of a worker thread. The bundle holds worker.mjs beside index.mjs, the checkout worker.ts beside this file. */
export const WORKER = new URL(`./worker${extname(import.meta.url)}`, import.meta.url)

/**
 * A worker copies bytes and makes few objects, so a small nursery costs it no time, and chunks that were sent are collected
 * earlier. A migration of 1,000,000 rows × 17 columns with two workers peaks at 200 to 210 MB; with V8's own size at 270 to 315 MB.
 */
const YOUNG_MB = 1

interface Asked {
  task: Task
  progress(rows: number): void
  resolve(result: TaskResult[Task['kind']]): void
  reject(error: LiteliftError): void
}

/**
 * Runs tasks, one at a time, on a worker thread that starts with the first. A thread may end unasked at any moment: the
 * task that it is at fails then, or the next one that it is given; dispose does not wait for what is gone.
 */
export class Thread implements AsyncDisposable {
  readonly #entry: URL
  #worker: Worker | null = null
  #asked: Asked | null = null
  #ended: Ended | null = null
  readonly #exit = Promise.withResolvers<void>()

  constructor(entry: URL) {
    this.#entry = entry
  }

  /** @throws LiteliftError of the task, or `worker-ended` */
  async run(task: Task, signal: AbortSignal, progress: (rows: number) => void): Promise<TaskResult[Task['kind']]> {
    const worker = (this.#worker ??= this.#start(task))
    if (this.#ended) throw workerEnded(task, this.#ended)
    const stop = () => worker.postMessage({ type: 'stop' } satisfies ToWorker)
    const { promise, ...answer } = Promise.withResolvers<TaskResult[Task['kind']]>()
    this.#asked = { task, progress, ...answer }
    signal.addEventListener('abort', stop, { once: true })
    try {
      worker.postMessage({ type: 'run', task } satisfies ToWorker)
      if (signal.aborted) stop()
      return await promise
    } finally {
      signal.removeEventListener('abort', stop)
      this.#asked = null
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#worker) return
    this.#worker.postMessage({ type: 'end' } satisfies ToWorker)
    await this.#exit.promise
  }

  #start(task: Task): Worker {
    let worker: Worker
    try {
      worker = new Worker(this.#entry, {
        workerData: loopModule(),
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      })
    } catch (cause) {
      throw workerEnded(task, { cause })
    }
    // For as long as the thread lives: an error without a listener would end the process, an exit comes only once.
    const ended: Ended = {}
    return worker
      .on('message', (message: FromWorker) => this.#hear(message))
      .on('error', (cause) => (ended.cause = cause))
      .on('exit', (code) => {
        this.#ended = { ...ended, code }
        this.#asked?.reject(workerEnded(this.#asked.task, this.#ended))
        this.#exit.resolve()
      })
  }

  #hear(message: FromWorker): void {
    switch (message.type) {
      case 'progress':
        return this.#asked?.progress(message.rows)
      case 'done':
        return this.#asked?.resolve(message.result)
      case 'failed':
        return this.#asked?.reject(LiteliftError.revive(message.error, message.cause))
    }
  }
}

/** What is known of a thread that is no more: what it threw, and what it ended with. */
interface Ended {
  cause?: unknown
  code?: number
}

/** The table that a task is for, and how a message calls it. */
function tableOf(task: Task): { table: string; what: string } {
  const what = 'this table'
  if (task.kind === 'stage-group')
    return {
      table: task.shards[0]!.table.source,
      what: `${counted(task.shards.length, 'table')}, of which this is the first`,
    }
  if (task.kind === 'stage') return { table: task.table.source, what }
  return { table: task.kind === 'profile' ? task.scan.table : task.name, what }
}

function workerEnded(task: Task, { cause, code }: Ended): LiteliftError {
  const { table, what } = tableOf(task)
  const subject = { table }
  if ((cause as NodeJS.ErrnoException | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new LiteliftError('worker-ended', {
      subject,
      message: `A worker thread ran out of memory while it was at ${what}.`,
      hint: 'Give it more memory (NODE_OPTIONS=--max-old-space-size=4096; on AWS, the function), then run it again: a migration goes on from its last checkpoint.',
      cause,
    })
  }
  const why = cause === undefined ? `with code ${code}` : `by an error that nothing caught: ${messageOf(cause)}`
  return new LiteliftError('worker-ended', {
    subject,
    message: `A worker thread ended while it was needed for ${what}, ${why}.`,
    hint: `Run it again: a migration goes on from its last checkpoint. When that ends alike, please report it with ${STACKS}.`,
    cause,
  })
}

function messageOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '')
}
