import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { LocalQueueName } from './aws.ts'
import type { LocalFunction } from './lambda-runtime.ts'
import type { Result } from './runtime-api.ts'

/** A queue with a function behind it, as Lambda's event source mapping connects them: batches of one. */
export interface LocalQueue {
  send(body: unknown): Promise<void>
  /**
   * Waits up to 2 s for a message and delivers it; it is deleted unless the function named it as failed, failed, or
   * died. Null when none came. The times are those of LocalFunction.deliver.
   */
  deliverNext(timeout?: number, told?: number): Promise<{ result: Result; deleted: boolean; receives: number } | null>
}

export function localQueue(sqs: SQSClient, { url, arn }: LocalQueueName, target: LocalFunction): LocalQueue {
  return {
    async send(body) {
      const MessageBody = typeof body === 'string' ? body : JSON.stringify(body)
      await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }))
    },
    async deliverNext(timeout, told) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 1,
          WaitTimeSeconds: 2,
          MessageSystemAttributeNames: ['All'],
        }),
      )
      const [message] = Messages
      if (!message) return null
      const result = await target.deliver({ Records: [asRecord(message, arn)] }, timeout, told)
      const deleted = isDone(result)
      if (deleted) await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message.ReceiptHandle }))
      return { result, deleted, receives: Number(message.Attributes?.['ApproximateReceiveCount']) }
    },
  }
}

/** docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html, reportBatchItemFailures with one message. */
function isDone(result: Result): boolean {
  if (result.outcome !== 'response') return false
  const { batchItemFailures } = (result.response ?? {}) as { batchItemFailures?: unknown[] }
  return batchItemFailures === undefined || batchItemFailures.length === 0
}

function asRecord(message: Message, arn: string): Record<string, unknown> {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
    messageAttributes: {},
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: arn,
    awsRegion: 'us-east-1',
  }
}
