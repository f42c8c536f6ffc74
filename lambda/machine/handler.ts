import type { Context } from 'aws-lambda'
import { asLiteliftError } from '../../engine/errors.ts'
import { removeLeftovers } from '../../engine/temporary.ts'
import { startDeadline } from '../deadline.ts'
import { valid } from '../intake/valid.ts'
import { logger } from '../logger.ts'
import { metrics } from '../metrics.ts'
import { logFailure } from '../reports/observation.ts'
import { TaskFailure } from './failure.ts'
import { taskSchema } from './task.ts'
import { doTask } from './tasks.ts'

/**
 * The function of the state machine (docs/scaling.md): one task of a migration a call. It throws an error whose name is its code, by which
 * the machine tells what to try again.
 */
export async function handler(event: unknown, context: Context): Promise<unknown> {
  using deadline = startDeadline(context.getRemainingTimeInMillis())
  // What did not end in time ends with the process, instead of going on in the next invocation of this sandbox; the machine tries again.
  using _ = deadline.atLast(() => process.exit(1))
  logger.addContext(context)
  await removeLeftovers()
  try {
    const task = valid(taskSchema, event, 'This task')
    logger.appendKeys({
      task: task.task,
      ...('object' in task && { bucket: task.object.bucket, key: task.object.key }),
    })
    return (await doTask(task, deadline)) ?? {}
  } catch (thrown) {
    // Logged and reported before.
    if (thrown instanceof TaskFailure) throw thrown
    const error = asLiteliftError(thrown)
    logFailure(error)
    throw new TaskFailure(error)
  } finally {
    logger.removeKeys(['task', 'bucket', 'key'])
    metrics.publishStoredMetrics()
    await removeLeftovers()
  }
}
