import { flushCompileCache } from 'node:module'
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { watchProcess } from './watch-process.ts'

/**
 * Entry of the process in which SQLite works (sqlite-process.ts), and of the thread in it that watches: while SQLite works, nothing else on
 * its thread has its turn.
 */
if (isMainThread) {
  const memory = new Float64Array(new SharedArrayBuffer(8))
  new Worker(new URL(import.meta.url), { workerData: { parent: Number(process.argv[2]), memory } }).unref()
  // The thread needs none of this: loaded twice it would cost 25 ms.
  const { serve } = await import('./serve.ts')
  serve(memory)
  // At its end the process is killed, and what it compiled would be compiled each time: a start takes 70 ms then in place of 170.
  flushCompileCache()
} else {
  watchProcess(workerData as Parameters<typeof watchProcess>[0])
}
