import { setTimeout as sleep } from 'node:timers/promises'

/** Longer than anything that is waited for takes on a busy machine, shorter than a test may. */
const PATIENCE_MS = 20_000

/** Waits for an event that can only be looked for: returns once `condition` holds. */
export async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; !(await condition()); await sleep(5)) {
    if (Date.now() > deadline) throw new Error(`It never came to be that ${what}`)
  }
}
