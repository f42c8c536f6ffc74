import { SendMessageCommand } from '@aws-sdk/client-sqs'
import type { LiteliftError } from '../../engine/errors.ts'
import { shown } from '../../engine/shown.ts'
import { logger } from '../logger.ts'
import { count } from '../metrics.ts'
import { sandbox } from '../sandbox.ts'

/**
 * Puts what nobody can read where a person looks, at once: it would fail in the same way for ever. False where that is not possible; then it must
 * stay where it is.
 * @param body as it came
 */
export async function setAside(body: string, error: LiteliftError): Promise<boolean> {
  logger.error('This announces no object that could be read', { failure: error.toJSON(), body: body.slice(0, 2000) })
  count('MessagesUnreadable')
  try {
    const { sqs, environment } = sandbox()
    if (environment.deadLettersUrl === null) return false
    const reason = { DataType: 'String', StringValue: shown(error.message.slice(0, 1000)) }
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: environment.deadLettersUrl,
        MessageBody: body,
        MessageAttributes: { reason },
      }),
    )
    return true
  } catch (failure) {
    logger.warn('It could not be put into the dead-letter queue', { error: failure as Error })
    return false
  }
}
