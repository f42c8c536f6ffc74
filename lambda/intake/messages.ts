import { asLiteliftError } from '../../engine/errors.ts'
import { setAside } from './dead-letters.ts'
import type { Message } from './event.ts'
import type { Deadline } from '../deadline.ts'
import { logger } from '../logger.ts'
import { failureDetails } from '../reports/observation.ts'
import { handOver } from './hand-over.ts'
import { takeNotification } from './notification.ts'
import { parseMessage } from './parse-notification.ts'
import { putBack, shortenVisibility } from './visibility.ts'

/** Names of the messages that stay in the queue, in the form Lambda takes them (reportBatchItemFailures). */
export type BatchItemFailures = { itemIdentifier: string }[]

/** Takes one message after the other: each migration may use all of the memory, disk and connections. Never throws. */
export async function takeMessages(messages: Message[], deadline: Deadline): Promise<BatchItemFailures> {
  const failures: BatchItemFailures = []
  for (const message of messages) {
    if (!(await takeMessage(message, deadline))) failures.push({ itemIdentifier: message.id })
  }
  return failures
}

/** True when the message is done with. */
async function takeMessage(message: Message, deadline: Deadline): Promise<boolean> {
  logger.appendKeys({ messageId: message.id, receives: message.receives })
  using _ = deadline.atLast(() => void leave(message))
  try {
    await takeNotification(await handOver(parseMessage(message.body)), deadline)
    return true
  } catch (thrown) {
    const error = asLiteliftError(thrown)
    if (error.code === 'event-invalid' && (await setAside(message.body, error, message.sender))) return true
    logger.warn('Message goes back to the queue', failureDetails(error))
    if (error.holder !== null && (await putBack(message, error.holder))) return true
    await shortenVisibility(message, error.code)
    return false
  } finally {
    logger.removeKeys(['messageId', 'receives'])
  }
}

/**
 * Something did not end although its time is over: a server that takes no connection any more, a disk that does not answer. The message
 * comes again soon, and what still waits ends with the process, instead of going on in the next invocation of this sandbox.
 */
async function leave(message: Message): Promise<void> {
  logger.error('The end of the time came before that of the migration: the function ends itself')
  await shortenVisibility(message, 'migration-interrupted')
  process.exit(1)
}
