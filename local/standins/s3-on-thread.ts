import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { S3Client } from '@aws-sdk/client-s3'

/** What becomes of requests for objects, the next `times` of them, or all. */
export interface S3Fault {
  times?: number
  /** They are answered with this status. */
  status?: number
  /** Nothing comes after so many bytes: the connection is cut, or, with `stalls`, stays open. */
  endsAfter?: number
  stalls?: boolean
  /** Milliseconds before each piece of the body. */
  slow?: number
}

/** S3 over the wire, on a thread of its own. */
export interface S3OnThread extends AsyncDisposable {
  client: S3Client
  /** What leads the clients of another thread or process here. */
  environment: Record<string, string>
  /** From now on; null for none. */
  fail(fault: S3Fault | null): Promise<void>
}

/** Starts S3 (aws.ts) where whoever waits for its bytes with his thread blocked still gets them. Its objects are gone at dispose. */
export async function startS3OnThread(): Promise<S3OnThread> {
  const thread = new Worker(new URL('s3-thread.ts', import.meta.url))
  const [environment] = (await once(thread, 'message')) as [Record<string, string>]
  const client = new S3Client({
    region: environment['AWS_REGION']!,
    endpoint: environment['AWS_ENDPOINT_URL_S3']!,
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID']!,
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY']!,
    },
  })
  return {
    client,
    environment,
    async fail(fault) {
      thread.postMessage(fault)
      await once(thread, 'message')
    },
    async [Symbol.asyncDispose]() {
      client.destroy()
      await thread.terminate()
    },
  }
}
