import type { S3Client } from '@aws-sdk/client-s3'
import { headObject } from '../../aws/s3/head.ts'
import { objectUri, objectVersion } from '../../aws/s3/name.ts'
import { s3Object } from '../../aws/s3/object.ts'
import { LiteliftError } from '../../engine/errors.ts'
import type { SourceObject } from '../../engine/source/file/source-object.ts'
import type { Asked, ObjectEvent } from './s3-event.ts'

/**
 * The announced object as the engine's source. A seed is the same wherever it lies: it is named by its name, and told apart by its content.
 * @throws LiteliftError `object-unavailable`, `file-missing`, `file-replaced`
 */
export async function sourceOf(object: ObjectEvent, client: S3Client, signal: AbortSignal): Promise<SourceObject> {
  const request = { ...object, client }
  const { asked } = object
  if (!asked) return await s3Object(request)
  const source =
    asked.seed === null ? await s3Object(request) : await seedSource(request, { ...asked, seed: asked.seed }, signal)
  return {
    ...source,
    async obtain(signal) {
      refuseExpired(object)
      return await source.obtain(signal)
    },
  }
}

/** With a digest nothing is asked of S3 before the engine wants the file: what was published already may be gone from there. */
async function seedSource(
  request: ObjectEvent & { client: S3Client },
  { digest }: Asked & { seed: string },
  signal: AbortSignal,
): Promise<SourceObject> {
  const known = digest === null ? { ...request, ...(await headObject(request.client, request, signal)) } : request
  return {
    uri: uriOf(request),
    version: digest ?? known.etag!,
    identifiedBy: 'seed',
    sequencer: null,
    obtain: async (signal) => (await s3Object(known)).obtain(signal),
  }
}

/** What names the source in reports and the ledger. */
export function uriOf(object: ObjectEvent): string {
  return object.asked?.seed ? `seed:${object.asked.seed}` : objectUri(object)
}

/** What tells its contents apart, as far as the event says; null where S3 has to be asked. */
export function versionOf(object: ObjectEvent): string | null {
  if (!object.asked?.seed) return objectVersion(object)
  return object.asked.digest ?? object.etag
}

/**
 * Whoever asked has given up, and may have gone back to what was there before.
 * @throws LiteliftError `request-expired`
 */
export function refuseExpired(object: ObjectEvent): void {
  const until = object.asked?.until
  if (!until || until.getTime() > Date.now()) return
  throw new LiteliftError('request-expired', {
    subject: { file: uriOf(object) },
    message: `This was wanted until ${until.toISOString()}, and nothing of it was published by then.`,
    hint: 'Ask again; the earlier attempts, in the log of the function, say what took the time.',
  })
}
