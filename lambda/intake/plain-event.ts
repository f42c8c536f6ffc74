import * as z from 'zod'
import type { ObjectEvent } from './s3-event.ts'
import { valid } from './valid.ts'

const namesSchema = z.object({ bucket: z.unknown(), key: z.unknown() })
const plainSchema = z
  .strictObject({
    bucket: z.string().min(1),
    key: z.string().min(1),
    versionId: z.string().min(1).nullish(),
    etag: z.string().min(1).nullish(),
    seed: z.string().min(1).nullish(),
    digest: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .nullish(),
    request: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .nullish(),
    until: z.string().pipe(z.coerce.date()).nullish(),
    // A task token of Step Functions has up to 2,048 characters (docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html).
    token: z.string().min(1).max(2048).nullish(),
  })
  .refine(({ seed, digest }) => seed || !digest, { path: ['digest'], message: 'is that of a seed' })

/** Whether it names an object in the plainest way, as people, scripts and state machines do. */
export function isPlainEvent(event: unknown): boolean {
  return namesSchema.safeParse(event).success && 'bucket' in Object(event) && 'key' in Object(event)
}

/**
 * Reads `{ "bucket": …, "key": … }`, with `versionId` or `etag` where not the latest content is meant, and what else may be asked for. The key is as
 * it is, not encoded.
 * @throws LiteliftError `event-invalid`
 */
export function parsePlainEvent(event: unknown): ObjectEvent {
  const { bucket, key, versionId, etag, seed, digest, request, until, token } = valid(plainSchema, event, 'This event')
  const asked = {
    seed: seed ?? null,
    digest: digest ?? null,
    request: request ?? null,
    until: until ?? null,
    token: token ?? null,
  }
  return {
    bucket,
    key,
    versionId: versionId ?? null,
    etag: etag?.replaceAll('"', '') ?? null,
    bytes: null,
    sequencer: null,
    ...((seed ?? request ?? until ?? token) && { asked }),
  }
}
