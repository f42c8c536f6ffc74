import * as z from 'zod'
import { LiteliftError } from '../../engine/errors.ts'

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
}

/** The new objects of one S3 event, in its order, and the records that announce no new file. */
export interface Notification {
  objects: ObjectEvent[]
  ignored: { event: string; key: string }[]
}

const recordSchema = z.object({
  eventSource: z.literal('aws:s3'),
  eventName: z.string(),
  s3: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({
      key: z.string().min(1),
      size: z.number().optional(),
      eTag: z.string().optional(),
      versionId: z.string().optional(),
      sequencer: z.string().optional(),
    }),
  }),
})
const notificationSchema = z.object({ Records: z.array(recordSchema).min(1) })
const testSchema = z.object({ Service: z.string(), Event: z.literal('s3:TestEvent') })

/**
 * Reads the event that S3 sends (docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html).
 * Deletions, the test event and the zero-byte "folders" of the console announce no file and are ignored.
 * @throws LiteliftError `event-invalid`
 */
export function parseNotification(event: unknown): Notification {
  if (testSchema.safeParse(event).success) return { objects: [], ignored: [{ event: 's3:TestEvent', key: '' }] }
  const parsed = notificationSchema.safeParse(event)
  if (!parsed.success) {
    throw new LiteliftError('event-invalid', {
      message: `This is no S3 event: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
      hint: 'Connect the bucket to the queue, or to the function, by S3 event notifications; see docs/lambda.md, Events.',
    })
  }
  const notification: Notification = { objects: [], ignored: [] }
  for (const { eventName, s3 } of parsed.data.Records) {
    const key = decodeKey(s3.object.key)
    if (!eventName.startsWith('ObjectCreated:') || (key.endsWith('/') && s3.object.size === 0)) {
      notification.ignored.push({ event: eventName, key })
      continue
    }
    notification.objects.push({
      bucket: s3.bucket.name,
      key,
      versionId: s3.object.versionId ?? null,
      etag: s3.object.eTag?.replaceAll('"', '') ?? null,
      bytes: s3.object.size ?? null,
      sequencer: s3.object.sequencer ?? null,
    })
  }
  return notification
}

/** Keys are form-encoded in events: a space is +, a plus is %2B. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch (cause) {
    throw new LiteliftError('event-invalid', {
      message: `The key ${key} of this S3 event is not URL-encoded.`,
      hint: 'Encode keys as S3 does, or let S3 send the event itself; see docs/lambda.md, Events.',
      cause,
    })
  }
}
