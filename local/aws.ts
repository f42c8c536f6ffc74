import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { startFauxqs } from 'fauxqs'
import { startSecretsManager, type LocalSecretsManager } from './secrets-manager.ts'

/** S3, SQS and Secrets Manager over the wire on the loopback interface, and clients of them. */
export interface LocalAws extends AsyncDisposable {
  s3: S3Client
  sqs: SQSClient
  secrets: LocalSecretsManager
  /** What leads another process's AWS clients here. */
  environment: Record<string, string>
  createBucket(name: string): void
  /** Visibility timeout in seconds: how long a message is away when nobody says what became of it. */
  createQueue(name: string, visibilityTimeout: number): LocalQueueName
}

export interface LocalQueueName {
  url: string
  arn: string
}

/**
 * Starts the services in this process; they forget everything at dispose. `storage` is a directory for the objects,
 * which are in memory without it. Buckets have no versioning and send no events: whoever uploads announces.
 */
export async function startAws({ storage }: { storage?: string } = {}): Promise<LocalAws> {
  await using started = new AsyncDisposableStack()
  const server = await startFauxqs({ port: 0, logger: false, ...(storage !== undefined && { s3StorageDir: storage }) })
  started.defer(() => server.stop())
  const secrets = started.use(await startSecretsManager())
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const common = { region: REGION, endpoint: server.address, credentials }
  const s3 = started.adopt(new S3Client(common), (client) => client.destroy())
  const sqs = started.adopt(new SQSClient(common), (client) => client.destroy())
  const running = started.move()
  return {
    s3,
    sqs,
    secrets,
    environment: {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL_S3: server.address,
      AWS_ENDPOINT_URL_SQS: server.address,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    },
    createBucket: (name) => {
      server.createBucket(name)
    },
    createQueue: (name, visibilityTimeout) => {
      const attributes = { VisibilityTimeout: String(visibilityTimeout) }
      const { queueUrl, queueArn } = server.createQueue(name, { attributes })
      return { url: queueUrl, arn: queueArn }
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

const REGION = 'us-east-1'
