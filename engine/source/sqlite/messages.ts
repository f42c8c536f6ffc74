import type { ErrorReport } from '../../errors.ts'
import type { Budget } from './budget.ts'
import type { Remote } from './session.ts'

/** A call of a method of the session, with what it may take. */
export interface Ask {
  id: number
  method: keyof Remote
  args: unknown[]
  budget: Budget
}

/** What it gave; of an error's cause, what structured cloning leaves of it. */
export type Answer = { id: number; result: unknown } | { id: number; error: ErrorReport; cause: unknown }

/** Written to stderr before a process that takes too much memory ends itself. */
export const OUT_OF_MEMORY = 'litelift: out of memory\n'
