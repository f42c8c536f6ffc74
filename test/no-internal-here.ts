import { afterEach } from 'vitest'
import { type ErrorReport, LiteliftError } from '../engine/errors.ts'

/**
 * Before every file of tests: no test may bring about an error of code `internal` in the process of the tests, be it in a report that it does not
 * look at. What runs in processes of its own is asked by what starts it (no-internal.ts).
 */
const reached: string[] = []
const whole = Object.getOwnPropertyDescriptor(LiteliftError.prototype, 'toJSON')!.value as (
  this: LiteliftError,
) => ErrorReport
LiteliftError.prototype.toJSON = function told(this: LiteliftError) {
  if (this.code === 'internal') reached.push(`${this.message}\n${String((this.cause as Error | undefined)?.stack)}`)
  return whole.call(this)
}

afterEach(() => {
  const found = reached.splice(0)
  if (found.length > 0) throw new Error(`An error that is not to be reachable was reached: ${found.join('\n')}`)
})

/** For tests of the error itself: forgets what was reached so far. */
export function expectInternal(): void {
  reached.length = 0
}
