import * as z from 'zod'
import { type BatchJob, parseBatchJob } from './batch-operations.ts'

/** One message of the queue. Its body is read later, so that one bad message does not fail its neighbours. */
export interface Message {
  id: string
  body: string
  receiptHandle: string
  queueArn: string
  /** How often it was received, this time included. */
  receives: number
  /** Who sent it: a unique id of IAM, with the session of a role, or an account; null where the queue does not say. */
  sender: string | null
}

/** What Lambda was called with: a batch of queue messages, a part of a job of S3 Batch Operations, or what announces objects itself. */
export type Invocation =
  | { kind: 'queue'; messages: Message[] }
  | { kind: 'batch-job'; job: BatchJob }
  | { kind: 'direct'; event: unknown }

const batchSchema = z.object({
  Records: z
    .array(
      z.object({
        eventSource: z.literal('aws:sqs'),
        messageId: z.string(),
        body: z.string(),
        receiptHandle: z.string(),
        eventSourceARN: z.string(),
        attributes: z.object({
          ApproximateReceiveCount: z.coerce.number().int(),
          SenderId: z.string().min(1).nullable().default(null),
        }),
      }),
    )
    .min(1),
})

export function parseInvocation(event: unknown): Invocation {
  const batch = batchSchema.safeParse(event)
  if (batch.success) return { kind: 'queue', messages: batch.data.Records.map(messageOf) }
  const job = parseBatchJob(event)
  if (job !== null) return { kind: 'batch-job', job }
  return { kind: 'direct', event }
}

function messageOf(record: z.output<typeof batchSchema>['Records'][number]): Message {
  return {
    id: record.messageId,
    body: record.body,
    receiptHandle: record.receiptHandle,
    queueArn: record.eventSourceARN,
    receives: record.attributes.ApproximateReceiveCount,
    sender: record.attributes.SenderId,
  }
}
