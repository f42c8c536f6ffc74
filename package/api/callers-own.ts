import { interrupted, LiteliftError, type ErrorCode } from '../../engine/errors.ts'
import type { Listener } from '../../engine/events.ts'
import { shown } from '../../engine/shown.ts'

interface Situation {
  code: ErrorCode
  /** Begins the message. */
  what: string
  hint: string
  signal?: AbortSignal | undefined
}

/**
 * Calls what the caller gave. What it throws is the caller's own, not a defect here.
 * @throws LiteliftError of the code, with the caller's error as its cause
 */
export async function callOwn<Result>(
  own: () => Result | Promise<Result>,
  { code, what, hint, signal }: Situation,
): Promise<Result> {
  try {
    return await own()
  } catch (thrown) {
    if (thrown instanceof LiteliftError) throw thrown
    if (signal?.aborted) throw interrupted(signal.reason)
    throw new LiteliftError(code, { message: `${what}: ${said(thrown)}`, hint, cause: thrown })
  }
}

/** A listener hears only: what one throws is said once as a warning of the process, and a migration goes on. */
export function heard(listener: Listener | undefined): Listener | undefined {
  if (listener === undefined) return undefined
  let isSaid = false
  return (event) => {
    try {
      listener(event)
    } catch (thrown) {
      if (!isSaid) process.emitWarning(`The listener of a litelift call threw at ${event.type}: ${said(thrown)}`)
      isSaid = true
    }
  }
}

export function said(thrown: unknown): string {
  return shown(thrown instanceof Error ? thrown.message : String(thrown))
}
