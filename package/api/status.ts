import { ledgerStatus, type LedgerStatus } from '../../engine/ledger-status.ts'
import { withLogin } from '../../engine/target/connection/connect.ts'
import { answered, checkCall } from './call.ts'
import { providerOf, TARGET, type TargetName } from './target.ts'

/**
 * The migrations that the target's ledger knows, newest first.
 * @throws LiteliftError `option-invalid`, `secret-unavailable`, `target-*`
 */
export async function status(target: TargetName): Promise<LedgerStatus[]> {
  checkCall('status', { target: TARGET }, { target })
  return await answered(async () => await withLogin(providerOf(target), ledgerStatus))
}
