import { type ErrorReport, LiteliftError } from '../errors.ts'
import { isNew } from '../plan/plan.ts'
import type { Report } from '../report/report.ts'
import type { Claimed } from '../target/claim/claimed.ts'
import { endEarlierBuilds } from '../target/claim/earlier-sessions.ts'
import { publishedBy, publishedReport } from '../target/ledger/ledger.ts'
import { summariseRejects } from '../target/ledger/rejects.ts'
import { query } from '../target/query.ts'
import { buildStaged, settleStaged } from './build.ts'
import { leave } from './leave.ts'
import { publishBuilt } from './publish.ts'
import { removeFiles } from './reading.ts'
import { asTask, goOn, inClaim, onPlan, openTask, recallPlan, type TaskRequest } from './task.ts'
import { stagedOf } from './work.ts'

/**
 * The phase build, once every shard is done. What an earlier try began is waited for, and what it built stays: a try whose time is over is
 * followed by another one until all is built.
 */
export function buildMigration(request: TaskRequest, { id, claim }: Claimed): Promise<void> {
  return asTask(request, { id, claim }, 'build', async (task) => {
    await endEarlierBuilds(task.connection.client, task.claimed)
    await onPlan(task, async (plan) => await buildStaged(task, await settleStaged(task, plan)))
  })
}

type PublishRequest = TaskRequest & { beforePublish?: (publish: { merges: boolean }) => void | Promise<void> }

/**
 * The phase publish: all at once or not at all. One that comes again after its commit gives the same report. After `target-changed` the tasks begin
 * anew from the plan, under the same claim.
 * @param beforePublish as of a migration
 */
export async function publishMigration(request: PublishRequest, { id, claim }: Claimed): Promise<Report> {
  const claimed = { id, claim }
  const published = await endedReport(request, claimed)
  const report = published ?? (await publishClaimed(request, claimed))
  await removeFiles(request.reading, id)
  return report
}

async function publishClaimed(request: PublishRequest, claimed: Claimed): Promise<Report> {
  let report: Report | undefined
  // What it adds to the report is in the ledger with its commit.
  await inClaim(request, claimed, async (task) => {
    report = await onPlan(task, async (plan) => {
      const staged = await stagedOf(task, plan)
      await request.beforePublish?.({ merges: plan.tables.some((table) => !isNew(table)) })
      goOn(task.signal)
      return await publishBuilt(task, staged)
    })
  })
  return report!
}

/** The report with which a claim has published; null where it has not. */
async function endedReport(request: TaskRequest, { id, claim }: Claimed): Promise<Report | null> {
  await using opened = await openTask(request, { id, claim })
  const { sql, values } = publishedBy(id, claim)
  const found = await query(opened.connection.client, sql, values)
  return found.length === 0 ? null : ((await publishedReport(opened.connection.client, id)) as Report)
}

/**
 * The last task of what failed: takes down why, and removes what no retry can use. Never throws for what happened to the migration.
 * @param error as a task threw it
 */
export async function failMigration(request: TaskRequest, { id, claim }: Claimed, error: ErrorReport): Promise<Report> {
  const claimed = { id, claim }
  await using opened = await openTask(request, claimed)
  const { connection, recorder } = opened
  try {
    await recallPlan({ connection, claimed, recorder })
    recorder.rejected(await summariseRejects(connection.client, id))
  } catch {
    // It failed before there was a plan, or another claim has it by now.
  }
  const report = recorder.failed(LiteliftError.revive(error))
  await leave(connection.client, claimed, report)
  if (report.error?.kind !== 'again') await removeFiles(request.reading, id)
  return report
}
