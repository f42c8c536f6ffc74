import type { FilledOptions } from '../options.ts'
import { goneSince } from '../report/gone-since.ts'
import type { Recorder } from '../report/recorder.ts'
import type { Report } from '../report/report.ts'
import { checkServer } from '../target/check-server.ts'
import { type Asking, claimMigration } from '../target/claim/claim-migration.ts'
import type { Claimed } from '../target/claim/claimed.ts'
import { type Identity, knownId } from '../target/claim/identity.ts'
import type { Connection } from '../target/connection/connect.ts'
import { publishedReport } from '../target/ledger/ledger.ts'
import { prepareLedger } from '../target/ledger/prepare-ledger.ts'

/** A claim, or the report of what has nothing to do: it was published before, or something newer was. */
export type ClaimedOrDone = { claimed: Claimed; fingerprint: string | null } | { report: Report }

/** Claims the migration of a source. @throws LiteliftError of the server, and `migration-running` */
export async function claim(
  { client }: Connection,
  recorder: Recorder,
  { options, identity }: { options: FilledOptions; identity: Identity },
  asking: Omit<Asking, 'mode'>,
): Promise<ClaimedOrDone> {
  await checkServer(client, options)
  await prepareLedger(client)
  const id = await knownId(client, identity)
  recorder.know({ id })
  const found = await claimMigration(client, id, identity, { mode: options.mode, ...asking })
  if (found.state === 'published') {
    const report = recorder.publishedBefore(await publishedReport(client, id))
    return { report: { ...report, notes: [...(await goneSince(client, report)), ...report.notes] } }
  }
  if (found.state === 'superseded') return { report: recorder.ended('superseded') }
  return { claimed: { id, claim: found.claim }, fingerprint: found.fingerprint }
}
