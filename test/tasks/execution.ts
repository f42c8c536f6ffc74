import type { RawOptions } from '../../engine/options.ts'
import type { Report } from '../../engine/report/report.ts'
import { beginMigration } from '../../engine/tasks/begin-migration.ts'
import { digestMigrationShard } from '../../engine/tasks/digest-shards.ts'
import { buildMigration, publishMigration } from '../../engine/tasks/finish-migration.ts'
import { planMigration } from '../../engine/tasks/plan-migration.ts'
import { stageMigrationShard } from '../../engine/tasks/stage-migration-shard.ts'
import type { TaskRequest } from '../../engine/tasks/task.ts'
import { verifyMigration } from '../../engine/tasks/verify-migration.ts'
import type { Claimed } from '../../engine/target/claim/claimed.ts'
import type { TestDatabase } from '../database.ts'
import { localFile } from '../migrate/local-file.ts'

export const BY = { owner: 'arn:aws:states:eu-central-1:1:execution:m:test', kind: 'execution' } as const

/** What each task is given; a fresh one for each, as a function gets it. */
export async function requestFor(target: TestDatabase, path: string, options: RawOptions = {}): Promise<TaskRequest> {
  return {
    source: { ...(await localFile(path)), uri: 's3://bucket/file.sqlite' },
    target: () => Promise.resolve(target.settings),
    options: { schema: 's', verify: 'full', ...options },
  }
}

/** The claim of an execution that begins. */
export async function begin(request: TaskRequest): Promise<Claimed> {
  const begun = await beginMigration(request, BY)
  if (begun.state !== 'running') throw new Error(`the migration is ${begun.state}`)
  return { id: begun.id, claim: begun.claim }
}

/** Stages all shards, several at a time, as a map of a state machine does. */
export async function stageAll(request: TaskRequest, claimed: Claimed, shards: number[]): Promise<void> {
  const waiting = [...shards]
  const lane = async () => {
    for (let shard = waiting.shift(); shard !== undefined; shard = waiting.shift())
      while (!(await stageMigrationShard(request, { ...claimed, shard })).done);
  }
  await Promise.all([lane(), lane(), lane()])
}

/** @param shardBytes of what is digested in shards */
export async function finish(request: TaskRequest, claimed: Claimed, shardBytes?: number): Promise<Report> {
  await buildMigration(request, claimed)
  if (shardBytes !== undefined) await digestAll(request, claimed, shardBytes)
  await verifyMigration(request, claimed)
  return publishMigration(request, claimed)
}

/** Digests all shards, as a map of a state machine does. */
export async function digestAll(request: TaskRequest, claimed: Claimed, shardBytes: number): Promise<number[]> {
  const left = await verifyMigration(request, claimed, { shardBytes, leavesRows: true })
  if (left.isVerified) throw new Error('nothing is to be digested')
  for (const shard of left.shards) await digestMigrationShard(request, { ...claimed, shard })
  return left.shards
}

/** All tasks of an undisturbed execution. */
export async function execute(request: TaskRequest, shardBytes: number): Promise<{ report: Report; shards: number }> {
  const claimed = await begin(request)
  const { shards } = await planMigration(request, claimed, { shardBytes })
  await stageAll(request, claimed, shards)
  return { report: await finish(request, claimed), shards: shards.length }
}
