import { stat } from 'node:fs/promises'
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import type { Report } from '../engine/report/report.ts'
import type { LocalAws } from '../local/standins/aws.ts'
import type { LocalQueue } from '../local/standins/queue.ts'
import { s3Event } from '../local/standins/s3-event.ts'
import { upload } from '../local/standins/upload.ts'
import { REPORTS, UPLOADS } from './services.ts'

/** Uploads the file and sends the event that S3 would send. The file itself is only read. */
export async function dropFile(aws: LocalAws, queue: LocalQueue, path: string, key: string): Promise<void> {
  const etag = await upload(aws.s3, path, { bucket: UPLOADS, key })
  const { size } = await stat(path)
  await queue.send(s3Event({ bucket: UPLOADS, key, etag, bytes: size }))
}

/** The report and its key; null when the function wrote none. */
export async function readReport(s3: S3Client): Promise<{ key: string; report: Report } | null> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: REPORTS }))
  const key = Contents.find(({ Key }) => Key!.endsWith('.json') && !Key!.includes('/by-version/'))?.Key
  if (key === undefined) return null
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: REPORTS, Key: key }))
  return { key, report: JSON.parse(await Body!.transformToString()) as Report }
}
