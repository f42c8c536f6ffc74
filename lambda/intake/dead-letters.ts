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
 * @param sender of the message, which the queue would name this function for from now on; null where it was none
 */
export async function setAside(body: string, error: LiteliftError, sender: string | null = null): Promise<boolean> {
  logger.error('This announces no object that could be read', {
    failure: error.toJSON(),
    body: body.slice(0, 2000),
    sender,
  })
  count('MessagesUnreadable')
  try {
    const { sqs, environment } = sandbox()
    if (environment.deadLettersUrl === null) return false
    const text = (value: string) => ({ DataType: 'String', StringValue: shown(value) })
    const reason = text(error.message.slice(0, 1000))
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: environment.deadLettersUrl,
        MessageBody: body,
        MessageAttributes: { reason, ...(sender !== null && { sender: text(sender) }) },
      }),
    )
    return true
  } catch (failure) {
    logger.warn('It could not be put into the dead-letter queue', { error: failure as Error })
    return false
  }
}
