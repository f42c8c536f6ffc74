import { asLiteliftError } from '../errors.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import { readShard, stagingSchema } from '../stage/staging.ts'
import type { Claimed } from '../target/claim/claimed.ts'
import { withLogin } from '../target/connection/connect.ts'
import { TaskRunner } from '../threads/task-runner.ts'
import { openRows } from './open-file.ts'
import { asTask, recallPlan, type Task, type TaskRequest } from './task.ts'

/** One shard of a claimed migration. */
export interface ShardOfMigration extends Claimed {
  shard: number
}

/** How far a shard is. */
export interface StagedShard {
  /** False at the end of the task's time: the next try goes on from the last checkpoint. */
  done: boolean
  /** Dealt with by this try: staged, or rejected. */
  rows: number
}

/** The pages that a shard lies in, for as long as it is staged. */
export type PagesOf = (
  request: TaskRequest,
  task: Task,
  copied: boolean,
) => Promise<{ pages: PageFileSpec } & AsyncDisposable>

/**
 * Stages a shard until it is done, or the task's time is over. Several tasks stage at the same time; of two tries of one shard that overlap each
 * batch counts once.
 * @param open where its pages come from; of what the source gives, where nothing else is said
 */
export async function stageMigrationShard(
  request: TaskRequest,
  { id, claim, shard }: ShardOfMigration,
  open: PagesOf = openRows,
): Promise<StagedShard> {
  let from = 0
  // Each try that gets further is a task of its own for the report: their times add up.
  const name = () => `stage ${shard} from ${from}`
  const isOutOfTime = (error: unknown) =>
    request.signal?.aborted === true && asLiteliftError(error).code === 'migration-interrupted'
  const stage = async (task: Task): Promise<StagedShard> => {
    const { connection, recorder, claimed, signal } = task
    const { plan } = await recallPlan(task)
    const found = await readShard(connection.client, claimed, plan, shard)
    from = found.rows
    if (found.done) return { done: true, rows: 0 }
    await using source = await open(request, task, found.table.scan.copied === true)
    await using runner = new TaskRunner()
    const run = (settings: Parameters<Parameters<typeof withLogin>[1]>[0]) =>
      runner.run(
        {
          kind: 'stage',
          settings,
          applicationName: `litelift ${id} ${claim}`,
          pages: source.pages,
          schema: stagingSchema(id),
          targetSchema: plan.schema,
          table: found.table,
          shard,
          range: found.range,
          migration: id,
          claim,
          dealt: found.rows,
        },
        signal,
        (more) => void (rows += more),
      )
    let rows = 0
    return await recorder.phase('stage', async () => {
      try {
        await withLogin(request.target, run)
        return { done: true, rows }
      } catch (error) {
        if (isOutOfTime(error)) return { done: false, rows }
        throw error
      }
    })
  }
  try {
    return await asTask(request, { id, claim }, name, stage)
  } catch (error) {
    if (isOutOfTime(error)) return { done: false, rows: 0 }
    throw error
  }
}
