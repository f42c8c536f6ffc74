import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { buildApp } from 'fauxqs'
import { startEventBridge, type LocalEventBridge } from './event-bridge.ts'
import { startSecretsManager, type LocalSecretsManager } from './secrets-manager.ts'

/** S3, SQS, Secrets Manager and EventBridge over the wire on the loopback interface, and clients of the first two. */
export interface LocalAws extends AsyncDisposable {
  s3: S3Client
  sqs: SQSClient
  secrets: LocalSecretsManager
  events: LocalEventBridge
  /** What leads another process's AWS clients here. */
  environment: Record<string, string>
  createBucket(name: string): Promise<void>
  /** Visibility timeout in seconds: how long a message is away when nobody says what became of it. */
  createQueue(name: string, visibilityTimeout: number): Promise<LocalQueueName>
}

export interface LocalQueueName {
  url: string
  arn: string
}

/**
 * Starts the services in this process; objects and messages are in memory and gone at dispose. Buckets have no
 * versioning and send no events: whoever uploads announces.
 */
export async function startAws(): Promise<LocalAws> {
  await using started = new AsyncDisposableStack()
  // Not startFauxqs, which listens on all interfaces: what is dropped here is nobody else's.
  const server = buildApp({ logger: false })
  const address = await server.listen({ port: 0, host: '127.0.0.1' })
  started.defer(() => server.close())
  const secrets = started.use(await startSecretsManager())
  const events = started.use(await startEventBridge())
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const common = { region: REGION, endpoint: address, credentials }
  const s3 = started.adopt(new S3Client(common), (client) => client.destroy())
  const sqs = started.adopt(new SQSClient(common), (client) => client.destroy())
  const running = started.move()
  return {
    s3,
    sqs,
    secrets,
    events,
    environment: {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL_S3: address,
      AWS_ENDPOINT_URL_SQS: address,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      AWS_ENDPOINT_URL_EVENTBRIDGE: events.url,
    },
    async createBucket(Bucket) {
      await s3.send(new CreateBucketCommand({ Bucket }))
    },
    async createQueue(QueueName, visibilityTimeout) {
      const Attributes = { VisibilityTimeout: String(visibilityTimeout) }
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))
      // It names a host of its own; the path is what counts.
      const url = new URL(new URL(QueueUrl!).pathname, address).href
      return { url, arn: `arn:aws:sqs:${REGION}:000000000000:${QueueName}` }
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

const REGION = 'us-east-1'
