import * as z from 'zod'
import { LiteliftError } from '../../engine/errors.ts'
import { bucketName, optionalEtag, optionalSize, optionalText } from './fields.ts'
import { valid } from './valid.ts'

/** One object version that S3 announced. */
export interface ObjectEvent {
  bucket: string
  key: string
  /** null in a bucket without versioning. */
  versionId: string | null
  /** Without quotes. */
  etag: string | null
  bytes: number | null
  sequencer: string | null
  asked?: Asked
}

/** What a plain event may ask for beside a migration (docs/lambda.md, Seeds and requests). */
export interface Asked {
  /** Takes the place of the key when a route is looked up, and names the source. */
  seed: string | null
  /** Of the seed's content, where whoever asks knows it; else the ETag tells contents apart. */
  digest: string | null
  /** Under which the report is looked for. */
  request: string | null
  /** After which nobody wants it any more. */
  until: Date | null
  /** Comes back in the event that tells how the migration ended. */
  token: string | null
}

/** The new objects that one event announces, in its order, and the records that announce no new file. */
export interface Notification {
  objects: ObjectEvent[]
  ignored: { event: string; key: string }[]
}

const recordSchema = z.object({
  eventSource: z.literal('aws:s3'),
  eventName: z.string(),
  s3: z.object({
    bucket: z.object({ name: bucketName }),
    object: z.object({
      key: z.string().min(1),
      size: optionalSize,
      eTag: optionalEtag,
      versionId: optionalText,
      sequencer: optionalText,
    }),
  }),
})
/** S3 leaves out the s3: of its event types; others who speak as it does, and people who write such events, do not. */
const CREATED = /^(s3:)?ObjectCreated:/
const notificationSchema = z.object({ Records: z.array(recordSchema).min(1) })
const s3Schema = z.object({ Records: z.array(z.object({ eventSource: z.literal('aws:s3') })).min(1) })
const testSchema = z.object({ Service: z.string(), Event: z.literal('s3:TestEvent') })

/** Whether it is an event of S3's own, sent to a queue, a topic or a function. */
export function isS3Event(event: unknown): boolean {
  return testSchema.safeParse(event).success || s3Schema.safeParse(event).success
}

/**
 * Reads the event that S3 sends (docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html).
 * Deletions, the test event and the zero-byte "folders" of the console announce no file and are ignored.
 * @throws LiteliftError `event-invalid`
 */
export function parseS3Event(event: unknown): Notification {
  if (testSchema.safeParse(event).success) return { objects: [], ignored: [{ event: 's3:TestEvent', key: '' }] }
  const { Records } = valid(notificationSchema, event, 'This S3 event')
  const notification: Notification = { objects: [], ignored: [] }
  for (const { eventName, s3 } of Records) {
    const { size, eTag, versionId, sequencer } = s3.object
    const key = decodeKey(s3.object.key)
    if (!CREATED.test(eventName) || isFolder(key, size)) {
      notification.ignored.push({ event: eventName, key })
      continue
    }
    notification.objects.push({ bucket: s3.bucket.name, key, versionId, etag: eTag, bytes: size, sequencer })
  }
  return notification
}

/** What the console of S3 makes as a "folder". */
export function isFolder(key: string, bytes: number | null): boolean {
  return key.endsWith('/') && bytes === 0
}

/** Keys are form-encoded in S3's own events and those of its Batch Operations: a space is +, a plus is %2B. */
export function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch (cause) {
    throw new LiteliftError('event-invalid', {
      message: `The key ${key} of this event is not URL-encoded.`,
      hint: 'Encode keys as S3 does, or let S3 send the event itself; see docs/lambda.md, Events.',
      cause,
    })
  }
}
