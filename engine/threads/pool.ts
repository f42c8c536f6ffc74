import { interrupted } from '../errors.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import { TaskRunner } from './task-runner.ts'
import { Thread, WORKER } from './thread.ts'
import type { Task, TaskResult } from './worker-task.ts'

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
 * @param entry what the threads run in place of worker.ts, for tests of threads that die
 */
export function openPool(threads: number, entry: URL = WORKER): Pool {
  const runners: Runner[] =
    threads === 0 ? [new TaskRunner()] : Array.from({ length: threads }, () => new Thread(entry))
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

interface Runner extends AsyncDisposable {
  run(task: Task, signal: AbortSignal, progress: (rows: number) => void): Promise<TaskResult[Task['kind']]>
}
