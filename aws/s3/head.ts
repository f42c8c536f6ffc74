import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { objectError, objectReplaced } from './error.ts'
import { namedVersion, type ObjectName } from './name.ts'

export interface ObjectHead {
  versionId: string | null
  /** As S3 gives it, without quotes. */
  etag: string
  bytes: number
  lastModified: Date | null
  /** User metadata, names in lower case without `x-amz-meta-`. */
  metadata: Record<string, string>
}

/**
 * Asks S3 about one object version.
 * @throws LiteliftError `file-missing`, `file-replaced` when the content is another than `etag`, `object-unavailable`
 */
export async function headObject(client: S3Client, name: ObjectName, signal?: AbortSignal): Promise<ObjectHead> {
  const head = await client
    .send(
      new HeadObjectCommand({ Bucket: name.bucket, Key: name.key, VersionId: name.versionId ?? undefined }),
      signal ? { abortSignal: signal } : {},
    )
    .catch((error: unknown) => {
      throw objectError(error, name, signal)
    })
  const { ETag, ContentLength } = head
  // Without them an answer is none: of a proxy, for example.
  if (ETag === undefined || ContentLength === undefined) throw objectError(new Error('S3 told no ETag or length'), name)
  const etag = ETag.replaceAll('"', '')
  if (name.etag && etag !== name.etag) throw objectReplaced(name)
  return {
    versionId: namedVersion(head.VersionId),
    etag,
    bytes: ContentLength,
    lastModified: head.LastModified ?? null,
    metadata: head.Metadata ?? {},
  }
}
