import { setFlagsFromString } from 'node:v8'
import type { Worker } from 'node:worker_threads'

/**
 * An entry for threads in the place of engine/threads/worker.ts, for what that one never does. `source` is a module: `on.run`
 * is called with every task, `on.stop` and `on.end` with nothing; it answers by `done()` and `answer(message)`.
 */
export function standIn(source: string): URL {
  const module = `
    import { parentPort as port } from 'node:worker_threads'
    const answer = (message) => port.postMessage(message)
    const done = () => answer({ type: 'done', result: { rows: 1 } })
    const on = { end: () => port.close() }
    ${source}
    port.on('message', ({ type, task }) => on[type]?.(task))`
  return new URL(`data:text/javascript,${encodeURIComponent(module)}`)
}

/** Every thread that is started until it is disposed of, which throws where one still lives. */
export interface WatchedThreads extends Disposable {
  living(): number
  /** Waits until all that were started have ended. */
  ended(): Promise<void>
  /** Gives so many MB of heap to threads that start before `work` is done. */
  withHeap<Result>(megabytes: number, work: () => Promise<Result>): Promise<Result>
}

export function watchThreads(): WatchedThreads {
  const living = new Set<Worker>()
  const started = (worker: Worker) => {
    living.add(worker)
    worker.on('exit', () => living.delete(worker))
  }
  process.on('worker', started)
  return {
    living: () => living.size,
    async ended() {
      await Promise.all([...living].map((worker) => new Promise((resolve) => worker.on('exit', resolve))))
    },
    async withHeap(megabytes, work) {
      setFlagsFromString(`--max-old-space-size=${megabytes}`)
      try {
        return await work()
      } finally {
        setFlagsFromString('--max-old-space-size=0')
      }
    },
    [Symbol.dispose]() {
      process.off('worker', started)
      if (living.size > 0) throw new Error(`${living.size} threads were left running`)
    },
  }
}
