import { GetObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3'
import { errorName } from '../../aws/error-name.ts'
import { objectUri } from '../../aws/s3/name.ts'
import { nameOfRequest, reportKey } from '../../aws/s3/report-key.ts'
import type { ErrorReport } from '../../engine/errors.ts'
import type { Report } from '../../engine/report/report.ts'
import { shown } from '../../engine/shown.ts'

/** Where the report of a request lies. */
export interface Place {
  reports: { bucket: string; prefix: string }
  /** Of the object that was asked for. */
  bucket: string
  key: string
  request: string
}

/** How a request ended, or what is known meanwhile. */
type End = { outcome: string } | { failure: string } | { meanwhile: string }

/** Characters of CloudFormation's reason, which the provider framework adds a stack to. */
const LONGEST = 1500

/** What became of a request so far. What cannot be read for the moment is looked for again. */
export async function endOf(client: S3Client, { reports, request, ...object }: Place): Promise<End> {
  const place = { bucket: reports.bucket, key: reportKey(reports.prefix, object, nameOfRequest(request)) }
  const log = "The log of the migrating function, and the queue's dead letters, say what became of it."
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key }))
    const { outcome, error } = JSON.parse(await Body!.transformToString()) as Report
    if (error === null) return { outcome }
    const said = told(error)
    return outcome === 'failed' ? { failure: said } : { meanwhile: `The last attempt failed: ${said}` }
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) {
      return { meanwhile: `No attempt has ended yet. ${log}` }
    }
    return { meanwhile: `Its report ${objectUri(place)} cannot be read (${errorName(error)}). ${log}` }
  }
}

function told({ code, message, hint }: ErrorReport): string {
  return `${shown(message)} ${shown(hint)} (${code})`.slice(0, LONGEST)
}
