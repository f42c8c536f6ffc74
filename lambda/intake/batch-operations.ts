import * as z from 'zod'
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { errorName } from '../../aws/error-name.ts'
import { LiteliftError } from '../../engine/errors.ts'
import { shown, shownJson } from '../../engine/shown.ts'
import { logger } from '../logger.ts'
import { sandbox } from '../sandbox.ts'
import { decodeKey } from './s3-event.ts'

/** Both versions: the first has the bucket's ARN, the second its name (API_control_LambdaInvokeOperation.html). */
const jobSchema = z.object({
  invocationSchemaVersion: z.string(),
  invocationId: z.string(),
  tasks: z.array(
    z
      .object({
        taskId: z.string(),
        s3Key: z.string().min(1),
        s3VersionId: z.string().nullish(),
        s3BucketArn: z.string().optional(),
        s3Bucket: z.string().optional(),
      })
      .refine(({ s3BucketArn, s3Bucket }) => s3BucketArn ?? s3Bucket, 'names no bucket'),
  ),
})

/** A part of a job of S3 Batch Operations: one object after the other of a list. */
export type BatchJob = z.output<typeof jobSchema>
type Task = BatchJob['tasks'][number]

/** What S3 writes into the job's report (docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-invoke-lambda.html). */
export interface BatchAnswer {
  invocationSchemaVersion: string
  treatMissingKeysAs: 'PermanentFailure'
  invocationId: string
  results: Result[]
}

interface Result {
  taskId: string
  resultCode: 'Succeeded' | 'TemporaryFailure' | 'PermanentFailure'
  resultString: string
}

/** null for another event. */
export function parseBatchJob(event: unknown): BatchJob | null {
  const parsed = jobSchema.safeParse(event)
  return parsed.success ? parsed.data : null
}

/**
 * Puts the job's objects into the queue, which knows how many migrations the database bears at a time, and tries again what can be: S3 would
 * call the function up to a thousand times at once.
 * @throws LiteliftError `option-invalid` where the function does not know its queue
 */
export async function queueTasks({ invocationSchemaVersion, invocationId, tasks }: BatchJob): Promise<BatchAnswer> {
  const { sqs, environment } = sandbox()
  const { queueUrl } = environment
  if (queueUrl === null) {
    throw new LiteliftError('option-invalid', {
      message: 'The function does not know its queue, into which the objects of S3 Batch Operations go.',
      hint: 'Set LITELIFT_QUEUE_URL; docs/lambda.md lists every variable.',
    })
  }
  const results: BatchAnswer['results'] = []
  for (const task of tasks) {
    results.push({ taskId: task.taskId, ...(await enqueue(sqs, queueUrl, task)) })
  }
  return { invocationSchemaVersion, treatMissingKeysAs: 'PermanentFailure', invocationId, results }
}

async function enqueue(sqs: SQSClient, QueueUrl: string, task: Task): Promise<Omit<Result, 'taskId'>> {
  try {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: shownJson(JSON.stringify(objectOf(task))) }))
    return { resultCode: 'Succeeded', resultString: 'in the queue' }
  } catch (error) {
    logger.error('An object of a batch job is not in the queue', { task, error: error as Error })
    // A key that cannot be read stays so; S3 tries everything else again.
    if (error instanceof LiteliftError) return { resultCode: 'PermanentFailure', resultString: shown(error.message) }
    return { resultCode: 'TemporaryFailure', resultString: `The queue takes no message (${errorName(error)}).` }
  }
}

function objectOf({ s3Key, s3VersionId, s3Bucket, s3BucketArn }: Task): object {
  const bucket = s3Bucket ?? s3BucketArn!.replace(/^arn:[^:]*:s3:[^:]*:[^:]*:/, '')
  return { bucket, key: decodeKey(s3Key), ...(s3VersionId && { versionId: s3VersionId }) }
}
