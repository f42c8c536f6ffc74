import { S3Client } from '@aws-sdk/client-s3'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import { REQUESTS } from '../../aws/requests.ts'
import { headObject } from '../../aws/s3/head.ts'
import { asLiteliftError } from '../../engine/errors.ts'
import { announcement } from './announcement.ts'

/**
 * What S3 Batch Operations asks for, one task at a time; the key is encoded as in events
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-invoke-lambda.html, both versions of its schema).
 */
const requestSchema = z.object({
  invocationSchemaVersion: z.enum(['1.0', '2.0']),
  invocationId: z.string(),
  tasks: z.array(
    z
      .object({
        taskId: z.string(),
        s3Key: z.string(),
        s3VersionId: z.string().nullish(),
        s3BucketArn: z.string().optional(),
        s3Bucket: z.string().optional(),
      })
      .transform(({ s3BucketArn, s3Bucket, ...task }) => ({
        ...task,
        bucket: s3Bucket ?? s3BucketArn?.split(':').at(-1) ?? '',
      })),
  ),
})

type Task = z.infer<typeof requestSchema>['tasks'][number]

interface Result {
  taskId: string
  resultCode: 'Succeeded' | 'TemporaryFailure' | 'PermanentFailure'
  resultString: string
}

/**
 * Puts objects that are in the bucket already into the queue, as if S3 announced them: what S3 Batch Operations calls for each object of a
 * backfill. The queue then decides how many are migrated at a time, and tries them again.
 */
export async function handler(event: unknown): Promise<Record<string, unknown>> {
  const { invocationSchemaVersion, invocationId, tasks } = requestSchema.parse(event)
  const s3 = new S3Client({ requestHandler: REQUESTS })
  const sqs = new SQSClient({ requestHandler: REQUESTS })
  return {
    invocationSchemaVersion,
    invocationId,
    treatMissingKeysAs: 'PermanentFailure',
    results: await Promise.all(tasks.map((task) => take(task, s3, sqs))),
  }
}

async function take({ taskId, s3Key, s3VersionId, bucket }: Task, s3: S3Client, sqs: SQSClient): Promise<Result> {
  try {
    const object = { bucket, key: decodeURIComponent(s3Key.replaceAll('+', ' ')), versionId: s3VersionId || null }
    const head = await headObject(s3, object)
    const { MessageId } = await sqs.send(
      new SendMessageCommand({
        QueueUrl: process.env.LITELIFT_QUEUE_URL,
        MessageBody: JSON.stringify(announcement({ ...object, ...head })),
      }),
    )
    return { taskId, resultCode: 'Succeeded', resultString: MessageId ?? '' }
  } catch (thrown) {
    const { code, kind, message } = asLiteliftError(thrown)
    // Whatever is not known for the file's own may pass: Batch Operations tries such a task again, some times.
    const resultCode = kind === 'file' ? 'PermanentFailure' : 'TemporaryFailure'
    return { taskId, resultCode, resultString: `${code}: ${message}`.slice(0, 1024) }
  }
}
