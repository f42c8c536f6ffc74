import { writeSync } from 'node:fs'
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { asLiteliftError } from '../../errors.ts'
import { type Ask, type Answer, OUT_OF_MEMORY } from './messages.ts'
import { Session } from './session.ts'

/**
 * Entry of the process in which SQLite works (sqlite-process.ts), and of the thread in it that watches: while SQLite works, nothing else on its
 * thread has its turn.
 */
if (isMainThread) serve()
else watch()

function serve(): void {
  const memory = new Float64Array(new SharedArrayBuffer(8))
  const parent = Number(process.argv[2])
  new Worker(new URL(import.meta.url), { workerData: { parent, memory }, stdout: false, stderr: false }).unref()
  const session = new Session()
  process.on('disconnect', () => process.exit())
  process.on('message', ({ id, method, args, budget }: Ask) => {
    memory[0] = budget.memory
    let answer: Answer
    try {
      session.limitHeap(budget.heap)
      const call = session[method] as (...args: unknown[]) => unknown
      answer = { id, result: call.apply(session, args) }
    } catch (thrown) {
      const error = asLiteliftError(thrown)
      answer = { id, error: error.toJSON(), cause: error.cause }
    }
    process.send!(answer)
  })
}

/** Ends the process, from a thread that SQLite does not hold, when its parent is gone or it takes too much memory. */
function watch(): void {
  const { parent, memory } = workerData as { parent: number; memory: Float64Array }
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
    if (memory[0]! > 0 && process.memoryUsage.rss() > memory[0]!) {
      writeSync(2, OUT_OF_MEMORY)
      process.kill(process.pid, 'SIGKILL')
    }
  }, WATCH_MS)
}

/** SQLite fills 100 MB in this time at most. */
const WATCH_MS = 20
