import type { S3Client } from '@aws-sdk/client-s3'
import { headObject, type ObjectHead } from '../../aws/s3/head.ts'
import { objectUri, objectVersion } from '../../aws/s3/name.ts'
import { s3Object } from '../../aws/s3/object.ts'
import { wantedRequest } from '../reports/report-store.ts'
import { LiteliftError } from '../../engine/errors.ts'
import { namesOf, type SourceObject } from '../../engine/source/file/source-object.ts'
import type { ObjectEvent } from './s3-event.ts'

/** Where an object is, and what S3 said of it, if it was asked. */
interface InS3 {
  client: S3Client
  head: ObjectHead | null
}

/**
 * The announced object as the engine's source. A seed is the same wherever it lies: it is named by its name, and told apart by its content.
 * @throws LiteliftError `object-unavailable`, `file-missing`, `file-replaced`
 */
export async function sourceOf(object: ObjectEvent, inS3: InS3, signal: AbortSignal): Promise<SourceObject> {
  const { seed = null, digest = null } = object.asked ?? {}
  const source =
    seed === null ? await s3Object({ ...object, ...inS3 }) : await seedSource(object, { seed, digest }, inS3, signal)
  return {
    ...source,
    async obtain(signal) {
      await refuseUnwanted(object)
      return await source.obtain(signal)
    },
    async fetch(signal) {
      await refuseUnwanted(object)
      return await source.fetch!(signal)
    },
  }
}

/** With a digest nothing is asked of S3 before the engine wants the file: what was published already may be gone from there. */
async function seedSource(
  object: ObjectEvent,
  { seed, digest }: { seed: string; digest: string | null },
  { client, head }: InS3,
  signal: AbortSignal,
): Promise<SourceObject> {
  const known = head ?? (digest === null ? await headObject(client, object, signal) : null)
  const found = known && (await s3Object({ ...object, ...known, client, head: known }))
  return {
    uri: uriOf(object),
    version: digest ?? known!.etag,
    identifiedBy: 'seed',
    sequencer: null,
    // When it was uploaded says nothing of its order.
    lastModified: null,
    values: { ...found?.values, ...namesOf(seed) },
    obtain: async (signal) => (found ?? (await s3Object({ ...object, client }))).obtain(signal),
    fetch: async (signal) => (found ?? (await s3Object({ ...object, client }))).fetch!(signal),
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
 * Whoever asked has given up, and may have gone back to what was there before; or has asked for something else since.
 * @throws LiteliftError `request-expired`; `object-unavailable` when it cannot be found out
 */
export async function refuseUnwanted(object: ObjectEvent): Promise<void> {
  const { until = null, seed = null, request = null } = object.asked ?? {}
  if (until !== null && until.getTime() <= Date.now())
    throw unwanted(object, `This was wanted until ${until.toISOString()}, and was not published by then.`)
  if (seed === null || request === null) return
  const wanted = await wantedRequest(seed)
  if (wanted !== null && wanted !== request)
    throw unwanted(object, `A later request took the place of ${request} before it was published.`)
}

function unwanted(object: ObjectEvent, message: string): LiteliftError {
  const hint = 'Ask again; the log of the function says what took the time.'
  return new LiteliftError('request-expired', { subject: { file: uriOf(object) }, message, hint })
}
