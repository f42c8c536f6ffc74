import { forget as forgetLeft } from '../../engine/forget.ts'
import type { LedgerStatus } from '../../engine/ledger-status.ts'
import { providerOf, type TargetName } from './target.ts'

/**
 * Removes what migrations that will not be resumed left in the target: staging tables and checkpoints.
 * @param which the beginning of an id, 8 digits at least, or all that nobody is at work on
 * @returns those whose leavings are gone
 * @throws LiteliftError `option-invalid`, `migration-running`, `target-*`
 */
export async function forget(target: TargetName, which: { id: string } | 'stale'): Promise<LedgerStatus[]> {
  return await forgetLeft(await providerOf(target)(false), which)
}
