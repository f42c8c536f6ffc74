import * as z from 'zod'
import { bucketName, optionalEtag, optionalSize, optionalText, storableText } from './fields.ts'
import { isFolder, type Notification } from './s3-event.ts'
import { valid } from './valid.ts'

const s3Schema = z.object({ source: z.literal('aws.s3'), 'detail-type': z.string() })
const createdSchema = z.object({
  detail: z.object({
    bucket: z.object({ name: bucketName }),
    object: z.object({
      key: storableText,
      size: optionalSize,
      etag: optionalEtag,
      'version-id': optionalText,
      sequencer: optionalText,
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
  const { key, size: bytes, etag, 'version-id': versionId, sequencer } = object
  if (isFolder(key, bytes)) return { objects: [], ignored: [{ event: type, key }] }
  return { objects: [{ bucket: bucket.name, key, versionId, etag, bytes, sequencer }], ignored: [] }
}
