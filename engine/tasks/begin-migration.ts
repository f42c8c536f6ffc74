import { namingFile } from '../errors.ts'
import type { Report } from '../report/report.ts'
import { removeAbandoned } from '../target/claim/abandoned.ts'
import type { Claimed, Owner } from '../target/claim/claimed.ts'
import { heed } from '../target/connection/interruption.ts'
import { claim } from './claim.ts'
import { openTask, type TaskRequest } from './task.ts'

/** A claim for the tasks that follow; or a report, where there is nothing to do. */
export type Begun = (Claimed & { state: 'running' }) | { state: 'published' | 'superseded'; report: Report }

/**
 * The first task: claims the migration for an execution, which keeps its claim when it comes again. The others are given its `id` and `claim`.
 * @throws LiteliftError `migration-running` with its holder; of the options and the server
 */
export async function beginMigration(
  request: TaskRequest & { again?: boolean },
  by: Owner & { kind: 'execution' },
): Promise<Begun> {
  const { again = false, leaseSeconds, signal = new AbortController().signal } = request
  try {
    await using opened = await openTask(request, null)
    const { connection, recorder } = opened
    await using _ = heed(connection, signal)
    const found = await claim(connection, recorder, opened, { again, by, ...(leaseSeconds && { leaseSeconds }) })
    if ('report' in found) {
      const state = found.report.outcome === 'superseded' ? 'superseded' : 'published'
      return { state, report: found.report }
    }
    await removeAbandoned(connection.client, found.claimed.id)
    return { state: 'running', ...found.claimed }
  } catch (error) {
    throw namingFile(error, request.source.uri)
  }
}
