import { ChangeMessageVisibilityCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import type { ErrorCode, Holder } from '../../engine/errors.ts'
import type { Message } from './event.ts'
import { logger } from '../logger.ts'
import { sandbox } from '../sandbox.ts'

/**
 * Seconds before the second try, doubled for each further one, up to the limit: fifteen tries span eight hours, and a database that is
 * away for an hour meets the seventh.
 */
const FIRST = 30
const LIMIT = 3600
/** Seconds that a duplicate leaves to the invocation that is at work, where its lease is not known: no more than one of them has; and all that SQS delays. */
const AT_WORK = 900

/**
 * Lets a message come again sooner than the queue's visibility timeout, which is six times the function's time limit
 * (an hour and a half). A failure to do so costs only that time and is logged.
 */
export async function shortenVisibility(message: Message, code: ErrorCode): Promise<void> {
  const seconds = secondsUntilRetry(message.receives, code)
  try {
    await sandbox().sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl(message.queueArn),
        ReceiptHandle: message.receiptHandle,
        VisibilityTimeout: seconds,
      }),
    )
    logger.info(`The message comes again in ${seconds} s`)
  } catch (error) {
    logger.warn("The message comes again after the queue's visibility timeout", { error: error as Error })
  }
}

/**
 * Puts a message into its queue once more, as a new one that comes when the lease of the migration's holder ends, by the server's clock: one that
 * comes again has tries of its own, however long the holder renews its lease, and whoever crashes is followed at once. False where that is
 * not possible.
 */
export async function putBack(message: Message, { seconds }: Holder): Promise<boolean> {
  const DelaySeconds = Math.min(Math.floor(seconds) + 1, AT_WORK)
  try {
    await sandbox().sqs.send(
      new SendMessageCommand({ QueueUrl: queueUrl(message.queueArn), MessageBody: message.body, DelaySeconds }),
    )
    logger.info(`The message comes again in ${DelaySeconds} s, as a new one`)
    return true
  } catch (error) {
    logger.warn('The message could not be put into its queue again', { error: error as Error })
    return false
  }
}

/**
 * A migration that ran out of time goes on at once, and so does one that has to be planned anew, the first time: of many files that are the first
 * to bring the same tables, one made them, and nothing is in the way of the others. One that another invocation is at work on is left to it.
 * Everything else needs time to mend.
 */
export function secondsUntilRetry(receives: number, code: ErrorCode): number {
  if (code === 'migration-interrupted' || (code === 'target-changed' && receives === 1)) return 0
  if (code === 'migration-running') return AT_WORK
  return Math.min(FIRST * 2 ** (receives - 1), LIMIT)
}

/** docs.aws.amazon.com/general/latest/gr/sqs-service.html: all partitions but China's share the domain. */
function queueUrl(arn: string): string {
  const [, partition, , region, account, name] = arn.split(':')
  return `https://sqs.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}/${account}/${name}`
}
