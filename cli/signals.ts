import { removeTemporaries } from '../engine/temporary.ts'
import { say } from './terminal/output.ts'

/** Ctrl-C, what service managers send, and the end of the terminal. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** The first signal ends `work` at its next checkpoint, which is said; a second one ends the process at once. */
export async function interruptible<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  stopping = 'Stopping at the next checkpoint; the same command resumes from it. Once more stops at once.',
): Promise<Result> {
  const controller = new AbortController()
  using _ = onSignal((signal) => {
    if (controller.signal.aborted) end(signal)
    say(stopping)
    controller.abort()
  })
  return await work(controller.signal)
}

/** For commands that have nothing to resume: a signal ends them as it would by itself, but for their private copies. */
export function endAtSignal(): Disposable {
  return onSignal(end)
}

function end(signal: NodeJS.Signals): void {
  removeTemporaries()
  for (const name of SIGNALS) process.removeAllListeners(name)
  process.kill(process.pid, signal)
}

function onSignal(act: (signal: NodeJS.Signals) => void): Disposable {
  for (const name of SIGNALS) process.on(name, act)
  return {
    [Symbol.dispose]: () => {
      for (const name of SIGNALS) process.off(name, act)
    },
  }
}
