import { publish } from '../publish/publish.ts'
import type { Report } from '../report/report.ts'
import { dropStaging, stagingSchema } from '../stage/staging.ts'
import { newerIsPublished, recordSuperseded } from '../target/claim/claim-migration.ts'
import { holdClaim } from '../target/claim/fence.ts'
import { ownSchema } from '../target/claim/schema-owner.ts'
import { publishedBy, recordPublished } from '../target/ledger/ledger.ts'
import { summariseRejects } from '../target/ledger/rejects.ts'
import { transaction } from '../target/query.ts'
import type { Staged, Work } from './work.ts'

/** The phase publish; the report that it gives is in the ledger then, as are the rows in the target. */
export async function publishBuilt(work: Work, { plan }: Staged): Promise<Report> {
  const { connection, claimed, identity, options, recorder } = work
  const { client } = connection
  const { id, claim } = claimed
  const hold = () => holdClaim(client, claimed)
  const published = await recorder.phase('publish', () =>
    publish(connection, {
      plan,
      migration: id,
      options,
      staging: stagingSchema(id),
      hold,
      isSuperseded: async () => {
        await ownSchema(client, identity)
        return newerIsPublished(client, id, identity)
      },
      record: async (published) => {
        recorder.rejected(await summariseRejects(client, id))
        recorder.filled(published)
        return recordPublished(client, id, claim, recorder.published())
      },
      evidence: publishedBy(id, claim),
    }),
  )
  if (published !== null) {
    recorder.tellFound()
    return recorder.published()
  }
  await transaction(client, async () => {
    await hold()
    await recordSuperseded(client, id, identity, options.mode)
    await dropStaging(client, id)
  })
  return recorder.ended('superseded')
}
