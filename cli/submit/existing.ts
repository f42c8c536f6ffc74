import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { errorName } from '../../aws/error-name.ts'
import { REQUESTS } from '../../aws/requests.ts'
import { interrupted, LiteliftError } from '../../engine/errors.ts'
import { shownJson } from '../../engine/shown.ts'
import type { Prefix } from './place.ts'
import { s3Error } from './s3-error.ts'

/** Messages that SQS takes at once. */
const BATCH = 10

/**
 * Puts every object of a prefix into the queue, whose function works them off as fast as it does what is uploaded; gives how many. Objects
 * that were migrated already are answered from the ledger.
 * @throws LiteliftError `object-unavailable`, `queue-unavailable`, `migration-interrupted`; what was sent before is in the queue then
 */
export async function queueExisting({ bucket, prefix }: Prefix, queue: string, signal: AbortSignal): Promise<number> {
  const s3 = new S3Client({ requestHandler: REQUESTS })
  const sqs = new SQSClient({ requestHandler: REQUESTS })
  let sent = 0
  for await (const keys of listed(s3, { bucket, prefix })) {
    for (let first = 0; first < keys.length; first += BATCH) {
      if (signal.aborted) throw interrupted()
      const batch = keys.slice(first, first + BATCH)
      await send(
        sqs,
        queue,
        // SQS takes no control characters and the like, which keys may have.
        batch.map((key) => shownJson(JSON.stringify({ bucket, key }))),
      )
      sent += batch.length
    }
  }
  return sent
}

/** Keys, in pages of up to 1,000; without the "folders" of the console. */
async function* listed(client: S3Client, { bucket, prefix }: Prefix): AsyncGenerator<string[], void, undefined> {
  try {
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
      yield Contents.filter(({ Key, Size }) => !(Key!.endsWith('/') && Size === 0)).map(({ Key }) => Key!)
    }
  } catch (error) {
    throw s3Error(error, { bucket, key: prefix }, { doing: 'list the objects', grant: 's3:ListBucket' })
  }
}

async function send(client: SQSClient, QueueUrl: string, bodies: string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, number) => ({ Id: String(number), MessageBody }))
  try {
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
    if (Failed.length > 0) throw new Error(Failed[0]!.Code)
  } catch (cause) {
    throw new LiteliftError('queue-unavailable', {
      message: `The queue takes no messages (${errorName(cause)}).`,
      hint: 'Give the URL of the queue of the stack, and the right sqs:SendMessage on it. The same command again is safe: what was migrated is not migrated again.',
      cause,
    })
  }
}
