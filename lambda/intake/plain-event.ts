import * as z from 'zod'
import type { ObjectEvent } from './s3-event.ts'
import { bucketName, optionalEtag, storableText } from './fields.ts'
import { valid } from './valid.ts'

const namesSchema = z.object({ bucket: z.unknown(), key: z.unknown() })
const nameSchema = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .nullish()
const textSchema = storableText.nullish()
const plainSchema = z
  .strictObject({
    bucket: bucketName,
    key: storableText,
    versionId: textSchema,
    etag: optionalEtag,
    seed: textSchema,
    digest: nameSchema,
    request: nameSchema,
    until: z.iso
      .datetime({ offset: true })
      .transform((text) => new Date(text))
      .nullish(),
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
    etag,
    bytes: null,
    sequencer: null,
    ...((seed ?? request ?? until ?? token) && { asked }),
  }
}
