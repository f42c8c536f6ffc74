import * as z from 'zod'

/** As SNS writes into a queue without raw delivery (docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html). */
const queuedSchema = z.object({ Type: z.literal('Notification'), TopicArn: z.string(), Message: z.string() })
/** As it calls a function (docs.aws.amazon.com/lambda/latest/dg/with-sns.html). */
const calledSchema = z.object({
  Records: z.array(z.object({ EventSource: z.literal('aws:sns'), Sns: z.object({ Message: z.string() }) })).min(1),
})

/** The messages that came by SNS, as they were published; null where this is no envelope of SNS. */
export function messagesOfSns(event: unknown): string[] | null {
  const queued = queuedSchema.safeParse(event)
  if (queued.success) return [queued.data.Message]
  const called = calledSchema.safeParse(event)
  return called.success ? called.data.Records.map(({ Sns }) => Sns.Message) : null
}
