import { asLiteliftError } from '../../errors.ts'
import type { Answer, Ask } from './messages.ts'
import { Session } from './session.ts'

/** Answers the calls of sqlite-process.ts, one after another; `memory` becomes the bytes that this process may take. */
export function serve(memory: Float64Array): void {
  const session = new Session()
  process.on('disconnect', () => process.exit())
  process.on('message', ({ id, method, args, budget }: Ask) => {
    memory[0] = budget.memory
    process.send!(answer(id, () => (session[method] as (...args: unknown[]) => unknown).apply(session, args)))
  })
}

function answer(id: number, call: () => unknown): Answer {
  try {
    return { id, result: call() }
  } catch (thrown) {
    const error = asLiteliftError(thrown)
    return { id, error: error.toJSON(), cause: error.cause }
  }
}
