import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import { REQUESTS } from '../aws/requests.ts'
import { readEnvironment, type Environment } from './environment.ts'

/** What lives as long as the sandbox: its environment, and clients with their connections. */
export interface Sandbox {
  environment: Environment
  s3: S3Client
  secrets: SecretsManagerClient
  sqs: SQSClient
  events: EventBridgeClient
}

let current: Sandbox | undefined

/**
 * Made at the first use, not at import, so that a wrong environment is an error of the invocation, with a log line.
 * Endpoints follow AWS_ENDPOINT_URL_S3, …_SQS, …_EVENTBRIDGE and …_SECRETS_MANAGER.
 * @throws LiteliftError `option-invalid`
 */
export function sandbox(): Sandbox {
  current ??= {
    environment: readEnvironment(process.env),
    // Ranges carry no checksum; asking for one only wraps the stream.
    s3: new S3Client({ requestHandler: REQUESTS, responseChecksumValidation: 'WHEN_REQUIRED' }),
    secrets: new SecretsManagerClient({ requestHandler: REQUESTS }),
    // The queue's URL names the queue; the endpoint is the region's, or the one of the environment.
    sqs: new SQSClient({ requestHandler: REQUESTS, useQueueUrlAsEndpoint: false }),
    events: new EventBridgeClient({ requestHandler: REQUESTS }),
  }
  return current
}
