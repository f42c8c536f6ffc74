import { buildTables } from '../build/build-tables.ts'
import type { Build } from '../build/build.ts'
import type { Plan } from '../plan/plan.ts'
import { settleOrphans } from '../references/settle-orphans.ts'
import { rejectsError } from '../stage/rejects-error.ts'
import { stagingSchema } from '../stage/staging.ts'
import { BUILDING } from '../target/claim/earlier-sessions.ts'
import { holdClaim } from '../target/claim/fence.ts'
import { nulledNotes } from '../target/ledger/nulled.ts'
import { forgetParts } from '../target/ledger/parts.ts'
import { REJECTS } from '../target/ledger/rejects.ts'
import { transaction } from '../target/query.ts'
import { type Staged, stagedOf, type Work } from './work.ts'

/**
 * Settles what references nothing, once all rows are staged.
 * @throws LiteliftError `target-refused-values` where rejects or orphans are to end the migration
 */
export async function settleStaged(work: Work, plan: Plan): Promise<Staged> {
  const { connection, claimed, options, recorder } = work
  const { client } = connection
  await transaction(client, async () => {
    await holdClaim(client, claimed)
    const { id: migration } = claimed
    // Of what the rows were before.
    await forgetParts(client, migration, 'digest')
    await settleOrphans(client, {
      plan,
      staging: stagingSchema(migration),
      rejects: { relation: REJECTS, migration },
      migration,
    })
  })
  recorder.note(await nulledNotes(client, claimed.id))
  const staged = await stagedOf(work, plan)
  if (staged.rejects.rows > 0 && options.onReject === 'fail') throw rejectsError(staged.rejects)
  return staged
}

/**
 * The phase build; what an earlier try built stays.
 * @param settled called as soon as the rows lie as they will stay
 */
export async function buildStaged(work: Work, staged: Staged, settled?: () => void): Promise<void> {
  const { recorder } = work
  recorder.note(await recorder.phase('build', () => buildTables(buildOf(work, staged), settled)))
}

export function buildOf({ target, options, recorder, claimed, signal }: Work, { plan }: Pick<Staged, 'plan'>): Build {
  return {
    plan,
    claimed,
    schema: stagingSchema(claimed.id),
    target,
    applicationName: `litelift ${claimed.id} ${claimed.claim} ${BUILDING}`,
    connections: options.workers,
    listener: recorder.listener,
    signal,
  }
}
