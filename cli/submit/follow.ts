import { setTimeout as sleep } from 'node:timers/promises'
import { GetObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { REQUESTS } from '../../aws/requests.ts'
import { objectUri, type ObjectName } from '../../aws/s3/name.ts'
import { nameOfVersion, reportKey } from '../../aws/s3/report-key.ts'
import { interrupted, LiteliftError } from '../../engine/errors.ts'
import type { Report } from '../../engine/report/report.ts'
import { say } from '../terminal/output.ts'
import type { Prefix } from './place.ts'
import { s3Error } from './s3-error.ts'
import type { Submitted } from './upload.ts'

/** Milliseconds between two looks, longer each time: a report is there within seconds, or takes its time. */
const FIRST = 1000
const LONGEST = 10_000

/** Where the report of an uploaded version will lie. */
export function placeOfReport({ bucket, prefix }: Prefix, { version, ...object }: Submitted): ObjectName {
  return { bucket, key: reportKey(prefix, object, nameOfVersion(version)) }
}

/**
 * Waits for the report of a migration that has ended; one that is tried again has not.
 * @throws LiteliftError `report-missing` when the time is over, `object-unavailable`, `migration-interrupted`
 */
export async function follow(
  place: ObjectName,
  submitted: Submitted,
  { signal, minutes }: { signal: AbortSignal; minutes: number },
): Promise<Report> {
  const client = new S3Client({ requestHandler: REQUESTS })
  const until = performance.now() + minutes * 60_000
  let told = ''
  for (let pause = FIRST; ; pause = Math.min(LONGEST, pause * 1.5)) {
    const report = await read(client, place)
    // In a bucket without versioning one of an earlier upload of the same content may lie there.
    if (report !== null && new Date(report.startedAt) >= submitted.at) {
      if (report.outcome !== 'failed-retryable') return report
      if (report.startedAt !== told) say(`An attempt failed, and is tried again: ${report.error!.message}`)
      told = report.startedAt
    }
    if (performance.now() > until) throw missing(place, minutes)
    await sleep(pause, null, { signal }).catch(() => {
      throw interrupted()
    })
  }
}

async function read(client: S3Client, place: ObjectName): Promise<Report | null> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key }))
    return JSON.parse(await Body!.transformToString()) as Report
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return null
    throw s3Error(error, place, { doing: 'give the report', grant: 's3:GetObject and s3:ListBucket' })
  }
}

function missing(place: ObjectName, minutes: number): LiteliftError {
  return new LiteliftError('report-missing', {
    subject: { file: objectUri(place) },
    message: `The file is uploaded, but no report of a migration that ended came within ${minutes} minutes.`,
    hint: 'See whether --reports is the bucket of the reports with its prefix, whether a route takes the key, and the log of the function.',
  })
}
