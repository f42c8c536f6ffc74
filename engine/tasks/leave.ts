import type pg from 'pg'
import type { Report } from '../report/report.ts'
import { dropStaging } from '../stage/staging.ts'
import type { Claimed } from '../target/claim/claimed.ts'
import { expire } from '../target/connection/watchdog.ts'
import { recordFailure } from '../target/ledger/ledger.ts'
import { execute, transaction } from '../target/query.ts'

/** Milliseconds that a server has to take down why a migration failed, after a connection to it was lost. */
const LAST_WORD = 10_000
/** Milliseconds that taking down why it ended for now may wait for the migration's row. */
const LAST_LOCK = 1000

/**
 * After a failure: what a retry can use stays; what it cannot is removed, unless it is another claim's by now. The report says
 * why in any case.
 */
export async function leave(client: pg.Client, { id, claim }: Claimed, report: Report): Promise<void> {
  // A server that fell silent on another connection is not waited for a second time.
  using _ = report.error?.code === 'target-connection-lost' ? expire(client, LAST_WORD) : null
  try {
    await transaction(client, async () => {
      // What is built goes on without its client, and holds the migration's row for as long: a process that has to end has no time for that.
      if (report.error?.kind === 'again') await execute(client, `SET LOCAL lock_timeout = ${LAST_LOCK}`)
      const isOurs = await recordFailure(client, id, claim, report)
      if (isOurs && report.error?.kind !== 'again') await dropStaging(client, id)
    })
  } catch {
    // The connection is gone as well, or what it began to build holds the row. The ledger then says `running` without a session holding the claim, which
    // `litelift status` shows as interrupted; the next attempt takes over or starts anew.
  }
}
