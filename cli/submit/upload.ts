import { createReadStream } from 'node:fs'
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { REQUESTS } from '../../aws/requests.ts'
import { namedVersion, type ObjectName } from '../../aws/s3/name.ts'
import { interrupted } from '../../engine/errors.ts'
import { s3Error } from './s3-error.ts'
import { showBytes } from '../terminal/show-bytes.ts'

/** An uploaded object. */
export interface Submitted {
  bucket: string
  key: string
  /** The versionId, else the ETag. */
  version: string
  /** By the clock of S3, to the second. */
  at: Date
}

interface Place extends ObjectName {
  metadata: Record<string, string>
}

/** S3 takes 10,000 parts of 5 MiB at least. */
const PARTS = 10_000
const SMALLEST_PART = 8 * 2 ** 20

/**
 * Uploads a file, in parts where it is large, with its progress on stderr. A part that fails is sent again; what an upload that is stopped left
 * behind is removed.
 * @throws LiteliftError `object-unavailable`, `migration-interrupted`
 */
export async function upload(
  path: string,
  bytes: number,
  { bucket, key, metadata }: Place,
  signal: AbortSignal,
): Promise<Submitted> {
  const client = new S3Client({ requestHandler: REQUESTS })
  const sending = new Upload({
    client,
    params: { Bucket: bucket, Key: key, Metadata: metadata, Body: createReadStream(path) },
    partSize: Math.max(SMALLEST_PART, Math.ceil(bytes / PARTS)),
  })
  using progress = showBytes('uploading', bytes)
  sending.on('httpUploadProgress', ({ loaded = 0 }) => progress.reached(loaded))
  const stop = () => void sending.abort()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const { VersionId, ETag } = await sending.done()
    const version = namedVersion(VersionId) ?? ETag!.replaceAll('"', '')
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId }))
    return { bucket, key, version, at: head.LastModified ?? new Date(0) }
  } catch (error) {
    if (signal.aborted) throw interrupted()
    throw s3Error(error, { bucket, key }, { doing: 'take the file', grant: 's3:PutObject and s3:GetObject' })
  } finally {
    signal.removeEventListener('abort', stop)
    client.destroy()
  }
}
