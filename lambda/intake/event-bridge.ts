import * as z from 'zod'
import { isFolder, type Notification } from './s3-event.ts'
import { valid } from './valid.ts'

const s3Schema = z.object({ source: z.literal('aws.s3'), 'detail-type': z.string() })
const createdSchema = z.object({
  detail: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({
      key: z.string().min(1),
      size: z.number().optional(),
      etag: z.string().optional(),
      'version-id': z.string().optional(),
      sequencer: z.string().optional(),
    }),
  }),
})

/** Whether it is an event of S3 that EventBridge passed on. */
export function isEventBridge(event: unknown): boolean {
  return s3Schema.safeParse(event).success
}

/**
 * Reads S3's events as EventBridge sends them (docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html): other fields than in S3's own,
 * and keys as they are. All but `Object Created` announce no file.
 * @throws LiteliftError `event-invalid`
 */
export function parseEventBridge(event: unknown): Notification {
  const { 'detail-type': type } = valid(s3Schema, event, 'This event of EventBridge')
  if (type !== 'Object Created') return { objects: [], ignored: [{ event: type, key: '' }] }
  const { bucket, object } = valid(createdSchema, event, 'This event of EventBridge').detail
  if (isFolder(object.key, object.size)) return { objects: [], ignored: [{ event: type, key: object.key }] }
  return {
    objects: [
      {
        bucket: bucket.name,
        key: object.key,
        versionId: object['version-id'] ?? null,
        etag: object.etag?.replaceAll('"', '') ?? null,
        bytes: object.size ?? null,
        sequencer: object.sequencer ?? null,
      },
    ],
    ignored: [],
  }
}
