import type { Context } from 'aws-lambda'
import { startDeadline } from './deadline.ts'
import { takeEvent } from './intake/answer.ts'
import { queueTasks } from './intake/batch-operations.ts'
import { parseInvocation } from './intake/event.ts'
import { logger } from './logger.ts'
import { takeMessages } from './intake/messages.ts'
import { metrics } from './metrics.ts'
import { asLiteliftError, LiteliftError } from '../engine/errors.ts'
import { shown } from '../engine/shown.ts'
import { removeLeftovers } from '../engine/temporary.ts'

/**
 * The Lambda function: what announces objects of S3, from an SQS queue (with partial failures) or by a call, becomes migrations.
 * What a retry can mend goes back to the queue, or is thrown where the caller or Lambda itself retries; everything else is reported
 * and done with (docs/lambda.md).
 */
export async function handler(event: unknown, context: Context): Promise<unknown> {
  using deadline = startDeadline(context.getRemainingTimeInMillis())
  logger.addContext(context)
  deadline.signal.addEventListener('abort', () => logger.info('Time runs short: stopping at the next checkpoint'))
  await removeLeftovers()
  try {
    const invocation = parseInvocation(event)
    switch (invocation.kind) {
      case 'queue':
        return { batchItemFailures: await takeMessages(invocation.messages, deadline) }
      case 'batch-job':
        return await queueTasks(invocation.job)
      case 'direct':
        return await takeEvent(invocation.event, deadline)
    }
  } catch (thrown) {
    throw speakable(thrown)
  } finally {
    metrics.publishStoredMetrics()
    await removeLeftovers()
  }
}

/** The runtime itself logs what is thrown, as it is. The causes were logged where they were known. */
function speakable(thrown: unknown): LiteliftError {
  const { code, subject, message, hint } = asLiteliftError(thrown)
  return new LiteliftError(code, { subject, message: shown(message), hint: shown(hint) })
}
