import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { interrupted, LiteliftError } from '../errors.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import { TaskRunner } from './task-runner.ts'
import type { FromWorker, Task, TaskResult, ToWorker } from './worker-task.ts'

/** What a pool tells while it runs tasks. */
export interface Watch<Kind extends Task['kind']> {
  signal?: AbortSignal
  /** Rows that a task added since its last call. */
  progress?(task: number, rows: number): void
  done?(task: number, result: TaskResult[Kind]): void
}

/** Runs tasks, several at a time; results come in the order of the tasks. The first failure stops the others. */
export interface Pool extends AsyncDisposable {
  /** How many tasks run at once. */
  readonly lanes: number
  run<Kind extends Task['kind']>(
    tasks: Extract<Task, { kind: Kind }>[],
    watch?: Watch<Kind>,
  ): Promise<TaskResult[Kind][]>
}

/**
 * Opens a pool of so many threads. With 0 the tasks run on this thread, one after another: starting a thread takes
 * about 40 ms, more than a small file needs altogether.
 */
export function openPool(threads: number): Pool {
  const runners = threads === 0 ? [inline()] : Array.from({ length: threads }, thread)
  return {
    lanes: runners.length,
    async run<Kind extends Task['kind']>(tasks: Extract<Task, { kind: Kind }>[], watch: Watch<Kind> = {}) {
      const results: TaskResult[Kind][] = Array.from({ length: tasks.length })
      const failure = new AbortController()
      const signal = watch.signal ? AbortSignal.any([watch.signal, failure.signal]) : failure.signal
      let next = 0
      const lanes = runners.map(async (runner) => {
        while (next < tasks.length && !signal.aborted) {
          const task = next++
          try {
            const result = await runner.run(tasks[task]!, signal, (rows) => watch.progress?.(task, rows))
            results[task] = result as TaskResult[Kind]
            watch.done?.(task, results[task])
          } catch (error) {
            // The others stop because of this one; what they throw then is its consequence.
            if (!failure.signal.aborted) failure.abort(error)
          }
        }
      })
      await Promise.all(lanes)
      if (failure.signal.aborted) throw failure.signal.reason
      if (watch.signal?.aborted) throw interrupted()
      return results
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(runners.map((runner) => runner[Symbol.asyncDispose]()))
    },
  }
}

/** Bytes of file below which a thread costs more than it saves. */
const SMALL_FILE = 4 * 1024 * 1024

/** How many threads a file is worth: none for a small one, else one for every 8 MB up to the limit. */
export function threadsFor({ pageCount, pageSize }: PageFileSpec, limit: number): number {
  const bytes = pageCount * pageSize
  return bytes < SMALL_FILE ? 0 : Math.min(limit, Math.ceil(bytes / (2 * SMALL_FILE)))
}

/**
 * A worker copies bytes and makes few objects, so a small nursery costs it no time, and chunks that were sent are collected
 * earlier. A migration of 1,000,000 rows × 17 columns with two workers peaks at 200 to 210 MB; with V8's own size at 270 to 315 MB.
 */
const YOUNG_MB = 1

interface Runner extends AsyncDisposable {
  run(task: Task, signal: AbortSignal, progress: (rows: number) => void): Promise<TaskResult[Task['kind']]>
}

function inline(): Runner {
  return new TaskRunner()
}

/** Started at its first task. The bundle holds worker.mjs beside index.mjs, the checkout worker.ts beside this file. */
function thread(): Runner {
  let worker: Worker | null = null
  const start = () =>
    new Worker(new URL(`./worker${extname(import.meta.url)}`, import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    })
  return {
    run(task, signal, progress) {
      worker ??= start()
      return ask(worker, task, signal, progress)
    },
    async [Symbol.asyncDispose]() {
      if (!worker) return
      const ended = new Promise((resolve) => worker!.once('exit', resolve))
      worker.postMessage({ type: 'end' } satisfies ToWorker)
      await ended
    },
  }
}

function ask(
  worker: Worker,
  task: Task,
  signal: AbortSignal,
  progress: (rows: number) => void,
): Promise<TaskResult[Task['kind']]> {
  return new Promise((resolve, reject) => {
    const stop = () => worker.postMessage({ type: 'stop' } satisfies ToWorker)
    const listeners = {
      message: (message: FromWorker) => {
        if (message.type === 'progress') return progress(message.rows)
        settle()
        if (message.type === 'done') resolve(message.result)
        else reject(LiteliftError.revive(message.error, message.cause))
      },
      error: (error: unknown) => {
        settle()
        reject(error)
      },
      exit: (code: number) => {
        settle()
        reject(new Error(`a worker thread ended with code ${code}`))
      },
    }
    // One by one: removeAllListeners() would take away Node's own, and the thread would never be heard again.
    const settle = () => {
      signal.removeEventListener('abort', stop)
      worker.off('message', listeners.message).off('error', listeners.error).off('exit', listeners.exit)
    }
    worker.on('message', listeners.message).on('error', listeners.error).on('exit', listeners.exit)
    signal.addEventListener('abort', stop, { once: true })
    worker.postMessage({ type: 'run', task } satisfies ToWorker)
    if (signal.aborted) stop()
  })
}
