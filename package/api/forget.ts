import * as z from 'zod'
import { forget as forgetLeft } from '../../engine/forget.ts'
import type { LedgerStatus } from '../../engine/ledger-status.ts'
import { withLogin } from '../../engine/target/connection/connect.ts'
import { answered, checkCall, type Shape } from './call.ts'
import { providerOf, TARGET, type TargetName } from './target.ts'

const SHAPE: Shape = {
  target: TARGET,
  which: z.union([z.literal('stale'), z.strictObject({ id: z.string() })], {
    error: "must be { id }, the id of a migration or its beginning, or 'stale'",
  }),
}

/**
 * Removes what migrations that will not be resumed left in the target: staging tables and checkpoints.
 * @param which the beginning of an id, 8 digits at least, or all that nobody is at work on
 * @returns those whose leavings are gone
 * @throws LiteliftError `option-invalid`, `secret-unavailable`, `migration-running`, `target-*`
 */
export async function forget(target: TargetName, which: { id: string } | 'stale'): Promise<LedgerStatus[]> {
  checkCall('forget', SHAPE, { target, which })
  return await answered(async () => await withLogin(providerOf(target), (settings) => forgetLeft(settings, which)))
}
