import { parentPort, workerData } from 'node:worker_threads'
import { asLiteliftError } from '../errors.ts'
import { TaskRunner } from './task-runner.ts'
import type { FromWorker, ToWorker } from './worker-task.ts'

/**
 * Entry of a worker thread: runs one task after another as pool.ts sends them. `stop` ends the running task at its next
 * checkpoint, `end` closes the thread.
 */
const port = parentPort
if (!port) throw new Error('engine/threads/worker.ts runs as a worker thread only')

const runner = new TaskRunner(workerData as WebAssembly.Module)
let stopping = new AbortController()

port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'run':
      void run(message)
      break
    case 'stop':
      stopping.abort()
      break
    case 'end':
      void runner[Symbol.asyncDispose]().finally(() => port.close())
      break
  }
})

async function run({ task }: Extract<ToWorker, { type: 'run' }>): Promise<void> {
  stopping = new AbortController()
  const answer = (message: FromWorker) => port!.postMessage(message)
  try {
    const result = await runner.run(task, stopping.signal, (rows) => answer({ type: 'progress', rows }))
    answer({ type: 'done', result })
  } catch (error) {
    const failure = asLiteliftError(error)
    answer({ type: 'failed', error: failure.toJSON(), cause: failure.cause })
  }
}
