import type { Listener, Phase } from '../engine/events.ts'
import { interrupted } from '../engine/errors.ts'

/** Milliseconds that ending at a checkpoint, or by cancelling a statement, writing the report and cleaning up may take. */
const RESERVE = 30_000
/** Milliseconds before the end at which nothing more is waited for. */
const LAST = 5000

/** Aborts while there is still time to end in order. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal
  /** Milliseconds until it aborts. */
  left(): number
  /** Calls back when hardly any time is left and the end in order did not come; disposing forgets it. */
  atLast(act: () => void): Disposable
}

/**
 * Aborts 30 s before the invocation's time is over, or after three quarters of it where that is later. Not
 * AbortSignal.timeout: a frozen sandbox would carry its timer into the next invocation.
 */
export function startDeadline(remaining: number): Deadline {
  const controller = new AbortController()
  const until = Date.now() + Math.max(remaining - RESERVE, remaining * 0.75)
  const end = Date.now() + Math.max(remaining - LAST, remaining * 0.9)
  const timer = setTimeout(() => controller.abort(), until - Date.now())
  return {
    signal: controller.signal,
    left: () => until - Date.now(),
    atLast(act) {
      const last = setTimeout(act, end - Date.now())
      return { [Symbol.dispose]: () => clearTimeout(last) }
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  }
}

/** Phases whose work an interrupted migration need not do again. */
const KEPT: readonly Phase[] = ['stage', 'build']

/** Decides whether a publish begins in this invocation. */
export interface PublishRule {
  listener: Listener
  /** @throws LiteliftError `migration-interrupted` where the next invocation has far more time for it. */
  beforePublish: (publish: { merges: boolean }) => void
}

/**
 * A publish that merges rows into existing tables takes about as long as staging them, and one that is cut off has done its work, and held
 * its locks, for nothing. So it is left to the next invocation where less time is left than was spent on what that one need not do again.
 * There it begins in any case: nothing is left to save.
 */
export function publishRule(deadline: Pick<Deadline, 'left'>): PublishRule {
  let saved = 0
  return {
    listener(event) {
      if (event.type === 'phase-finished' && KEPT.includes(event.phase)) saved += event.seconds * 1000
    },
    beforePublish({ merges }) {
      if (merges && deadline.left() < saved) throw interrupted()
    },
  }
}
