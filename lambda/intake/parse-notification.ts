import { LiteliftError } from '../../engine/errors.ts'
import { isEventBridge, parseEventBridge } from './event-bridge.ts'
import { isPlainEvent, parsePlainEvent } from './plain-event.ts'
import { isS3Event, parseS3Event, type Notification } from './s3-event.ts'
import { messagesOfSns } from './sns.ts'

/**
 * The objects that an event announces, in whichever form: S3's own, EventBridge's, a plain name, each also inside of an envelope of SNS.
 * @throws LiteliftError `event-invalid` for what is none of these
 */
export function parseNotification(event: unknown): Notification {
  const messages = messagesOfSns(event)
  // A topic does not subscribe to a topic: there is one envelope, not several.
  return messages === null ? parseBare(event) : together(messages.map((message) => parseBare(parseJson(message))))
}

/** The same for the text of a message. */
export function parseMessage(body: string): Notification {
  return parseNotification(parseJson(body))
}

function parseBare(event: unknown): Notification {
  if (isS3Event(event)) return parseS3Event(event)
  if (isEventBridge(event)) return parseEventBridge(event)
  if (isPlainEvent(event)) return { objects: [parsePlainEvent(event)], ignored: [] }
  throw new LiteliftError('event-invalid', {
    message: 'This event announces no object of S3 in any form that is known.',
    hint: 'S3 event notifications, EventBridge, SNS, S3 Batch Operations and {"bucket": …, "key": …} can be taken; see docs/lambda.md, Events.',
  })
}

function together(notifications: Notification[]): Notification {
  return {
    objects: notifications.flatMap(({ objects }) => objects),
    ignored: notifications.flatMap(({ ignored }) => ignored),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new LiteliftError('event-invalid', {
      message: 'A message is not JSON.',
      hint: 'docs/lambda.md, Events, lists what can be taken.',
      cause,
    })
  }
}
