import { ledgerStatus, type LedgerStatus } from '../../engine/ledger-status.ts'
import { providerOf, type TargetName } from './target.ts'

/**
 * The migrations that the target's ledger knows, newest first.
 * @throws LiteliftError `target-*`
 */
export async function status(target: TargetName): Promise<LedgerStatus[]> {
  return await ledgerStatus(await providerOf(target)(false))
}
