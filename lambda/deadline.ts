/** Milliseconds that ending at a checkpoint, writing the report and cleaning up may take. */
const RESERVE = 30_000

/** Aborts while there is still time to end in order. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal
}

/**
 * Aborts 30 s before the invocation's time is over, or after three quarters of it where that is later. Not
 * AbortSignal.timeout: a frozen sandbox would carry its timer into the next invocation.
 */
export function startDeadline(remaining: number): Deadline {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), Math.max(remaining - RESERVE, remaining * 0.75))
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) }
}
