import type { FilledOptions } from '../options.ts'
import type { Plan } from '../plan/plan.ts'
import { withoutRejects } from '../plan/without-rejects.ts'
import type { Recorder } from '../report/recorder.ts'
import type { Claimed } from '../target/claim/claimed.ts'
import type { Identity } from '../target/claim/identity.ts'
import type { Connection } from '../target/connection/connect.ts'
import { rejectedRows, type RejectSummary, summariseRejects } from '../target/ledger/rejects.ts'
import type { SettingsProvider } from '../target/settings.ts'

/** What the phases of a claimed migration share, whether one process does them all or each is a task of an execution. */
export interface Work {
  target: SettingsProvider
  options: FilledOptions
  identity: Identity
  recorder: Recorder
  connection: Connection
  claimed: Claimed
  /** Ends what runs; also once another claim has the migration. */
  signal: AbortSignal
}

/** A plan whose rows are staged, but for the rejects, without which it counts. */
export interface Staged {
  plan: Plan
  rejects: RejectSummary
}

/** What was staged of a plan, orphans being settled. */
export async function stagedOf({ connection, recorder, claimed }: Work, plan: Plan): Promise<Staged> {
  const rejects = await summariseRejects(connection.client, claimed.id)
  recorder.rejected(rejects)
  return { plan: withoutRejects(plan, rejects.byTable), rejects }
}

/** Of the tables that have rejects, their rowids. */
export function rejectedOf({ connection, claimed }: Work, { rejects }: Staged): ReturnType<typeof rejectedRows> {
  return rejectedRows(connection.client, claimed.id, rejects)
}
