import * as z from 'zod'
import { LiteliftError } from '../../engine/errors.ts'
import { parseNotification, type Notification } from './s3-event.ts'

/** One message of the queue. Its body is read later, so that one bad message does not fail its neighbours. */
export interface Message {
  id: string
  body: string
  receiptHandle: string
  queueArn: string
  /** How often it was received, this time included. */
  receives: number
}

/** What Lambda was called with: a batch of queue messages, or S3's own event. */
export type Invocation = { kind: 'queue'; messages: Message[] } | { kind: 'direct'; notification: Notification }

const batchSchema = z.object({
  Records: z
    .array(
      z.object({
        eventSource: z.literal('aws:sqs'),
        messageId: z.string(),
        body: z.string(),
        receiptHandle: z.string(),
        eventSourceARN: z.string(),
        attributes: z.object({ ApproximateReceiveCount: z.coerce.number().int() }),
      }),
    )
    .min(1),
})

/** @throws LiteliftError `event-invalid` for what is neither. */
export function parseInvocation(event: unknown): Invocation {
  const batch = batchSchema.safeParse(event)
  if (!batch.success) return { kind: 'direct', notification: parseNotification(event) }
  return {
    kind: 'queue',
    messages: batch.data.Records.map((record) => ({
      id: record.messageId,
      body: record.body,
      receiptHandle: record.receiptHandle,
      queueArn: record.eventSourceARN,
      receives: record.attributes.ApproximateReceiveCount,
    })),
  }
}

/** @throws LiteliftError `event-invalid` when the body is no S3 event. */
export function parseBody(message: Message): Notification {
  try {
    return parseNotification(JSON.parse(message.body))
  } catch (cause) {
    if (cause instanceof LiteliftError) throw cause
    throw new LiteliftError('event-invalid', {
      message: `The message ${message.id} is not JSON.`,
      hint: 'Only S3 may write to this queue; see docs/lambda.md, Events.',
      cause,
    })
  }
}
