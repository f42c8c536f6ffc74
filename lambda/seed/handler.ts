import { S3Client } from '@aws-sdk/client-s3'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import { REQUESTS } from '../../aws/requests.ts'
import { endOf, type Place } from './answer.ts'

const requestSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  RequestId: z.string(),
  PhysicalResourceId: z.string().optional(),
  ResourceProperties: z.object({
    queueUrl: z.string(),
    reportsBucket: z.string(),
    reportsPrefix: z.string(),
    bucket: z.string(),
    key: z.string(),
    versionId: z.string().optional(),
    /** The route's prefix and the name of the seed. */
    seed: z.string(),
    digest: z.string().optional(),
    /** How long a deployment waits. */
    seconds: z.coerce.number(),
  }),
  /** What {@link onEvent} said. */
  until: z.iso.datetime().optional(),
})
type Properties = z.output<typeof requestSchema>['ResourceProperties']

/** Milliseconds in which a publish that has begun comes to an end after its time. */
const GRACE = 60_000

/**
 * The step of a deployment that asks for a seed: puts the message into the queue, whose function migrates it like any other object (a custom
 * resource behind aws-cdk-lib's provider framework, which then asks {@link isComplete}). Who removes a seed removes no data.
 */
export async function onEvent(event: unknown): Promise<{ PhysicalResourceId: string; until?: string }> {
  const { RequestType, RequestId, PhysicalResourceId, ResourceProperties } = requestSchema.parse(event)
  const { seed, seconds } = ResourceProperties
  if (RequestType === 'Delete') return { PhysicalResourceId: PhysicalResourceId ?? seed }
  const until = new Date(Date.now() + seconds * 1000).toISOString()
  const sqs = new SQSClient({ requestHandler: REQUESTS, useQueueUrlAsEndpoint: false })
  const MessageBody = JSON.stringify(messageOf(ResourceProperties, RequestId, until))
  await sqs.send(new SendMessageCommand({ QueueUrl: ResourceProperties.queueUrl, MessageBody }))
  return { PhysicalResourceId: seed, until }
}

/** docs/lambda.md, Seeds and requests. */
function messageOf({ bucket, key, versionId, seed, digest }: Properties, request: string, until: string): object {
  return { bucket, key, versionId, seed, digest, request, until }
}

/**
 * Whether the seed is published.
 * @throws Error why it is not, and will not be; CloudFormation shows its message
 */
export async function isComplete(
  event: unknown,
): Promise<{ IsComplete: false } | { IsComplete: true; Data?: { outcome: string } }> {
  const { RequestType, RequestId, ResourceProperties, until } = requestSchema.parse(event)
  if (RequestType === 'Delete') return { IsComplete: true }
  const { reportsBucket, reportsPrefix, bucket, key, seed, seconds } = ResourceProperties
  const place: Place = { reports: { bucket: reportsBucket, prefix: reportsPrefix }, bucket, key, request: RequestId }
  const end = await endOf(new S3Client({ requestHandler: REQUESTS }), place)
  if ('outcome' in end) return { IsComplete: true, Data: end }
  if ('failure' in end) throw new Error(`The seed ${seed} was not published. ${end.failure}`)
  if (Date.now() < Date.parse(until!) + GRACE) return { IsComplete: false }
  throw new Error(`The seed ${seed} was not published within ${Math.round(seconds / 60)} minutes. ${end.meanwhile}`)
}
