import * as z from 'zod'
import type { ObjectEvent } from './s3-event.ts'
import { valid } from './valid.ts'

const namesSchema = z.object({ bucket: z.unknown(), key: z.unknown() })
const plainSchema = z.strictObject({
  bucket: z.string().min(1),
  key: z.string().min(1),
  versionId: z.string().min(1).nullish(),
  etag: z.string().min(1).nullish(),
})

/** Whether it names an object in the plainest way, as people, scripts and state machines do. */
export function isPlainEvent(event: unknown): boolean {
  return namesSchema.safeParse(event).success && 'bucket' in Object(event) && 'key' in Object(event)
}

/**
 * Reads `{ "bucket": …, "key": … }`, with `versionId` or `etag` where not the latest content is meant. The key is as it is, not encoded.
 * @throws LiteliftError `event-invalid`
 */
export function parsePlainEvent(event: unknown): ObjectEvent {
  const { bucket, key, versionId, etag } = valid(plainSchema, event, 'This event')
  return {
    bucket,
    key,
    versionId: versionId ?? null,
    etag: etag?.replaceAll('"', '') ?? null,
    bytes: null,
    sequencer: null,
  }
}
