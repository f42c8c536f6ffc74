import { connect } from './target/connection/connect.ts'
import { readLedger, type LedgerEntry } from './target/ledger.ts'
import type { ConnectionSettings } from './target/settings.ts'

/** The migrations that the target's ledger knows, newest first. */
export async function ledgerStatus(settings: ConnectionSettings): Promise<LedgerEntry[]> {
  await using connection = await connect(settings, 'litelift status')
  // Awaited here: the connection closes at the end of this scope.
  return await readLedger(connection.client)
}
