import { GetObjectCommand, PutObjectCommand, S3ServiceException, type PutObjectCommandInput } from '@aws-sdk/client-s3'
import { besideItsList } from '../../engine/report/page/beside-its-list.ts'
import { renderReport } from '../../engine/report/page/page.ts'
import type { Report } from '../../engine/report/report.ts'
import { shownJson } from '../../engine/shown.ts'
import { LiteliftError } from '../../engine/errors.ts'
import { errorName } from '../../aws/error-name.ts'
import { objectUri, type ObjectName } from '../../aws/s3/name.ts'
import { nameOfRequest, nameOfVersion, reportKey, wantedKey } from '../../aws/s3/report-key.ts'
import type { ObjectEvent } from '../intake/s3-event.ts'
import { sandbox } from '../sandbox.ts'

/**
 * Puts a report to `<prefix><bucket>/<key>/<migration id>.json` of the reports bucket and gives its URI, the same as a page beside it, and a copy to
 * `by-version/<version>.json` beside it, where whoever uploaded that version finds it. Attempts of
 * one migration share the place: the latest one's truth stands there. A report of the publishing stays, whatever is delivered later; where
 * another one stands there, or none (its process was killed, S3 was away), it is made again. Null while another session migrates the same
 * version: that one will report.
 * @param report as {@link ofPublishing} gives it
 * @throws LiteliftError `object-unavailable`
 */
export async function storeReport(object: ObjectName, report: Report, isRepeated: boolean): Promise<string | null> {
  if (report.error?.code === 'migration-running') return null
  const { reports } = sandbox().environment
  const place = { bucket: reports.bucket, key: reportKey(reports.prefix, object, `${report.id}.json`) }
  if (isRepeated && (await tellsOfPublishing(place))) return objectUri(place)
  const content = contentOf(report)
  await putReport(place, content)
  const page = { Body: renderReport(besideItsList(report)), ContentType: 'text/html; charset=utf-8' }
  await putReport({ ...place, key: reportKey(reports.prefix, object, `${report.id}.html`) }, page)
  const { version } = report.source
  if (version !== '')
    await putReport({ ...place, key: reportKey(reports.prefix, object, nameOfVersion(version)) }, content)
  return objectUri(place)
}

/**
 * Puts the report of the latest attempt to `by-request/<request>.json` beside it, whatever it is, for whoever asked for the migration by a request.
 * @throws LiteliftError `object-unavailable`
 */
export async function storeAnswer(object: ObjectEvent, report: Report): Promise<void> {
  const request = object.asked?.request
  if (!request) return
  const { reports } = sandbox().environment
  const key = reportKey(reports.prefix, object, nameOfRequest(request))
  await putReport({ bucket: reports.bucket, key }, contentOf(report))
}

function contentOf(report: Report): Pick<PutObjectCommandInput, 'Body' | 'ContentType'> {
  return { Body: shownJson(JSON.stringify(report, null, 2)), ContentType: 'application/json' }
}

/** The engine gives the ledger's report along with the outcome of a repeated delivery: what was published then. */
export function ofPublishing(report: Report): Report {
  if (report.outcome !== 'already-published') return report
  return { ...report, outcome: report.rejects.rows > 0 ? 'published-with-rejects' : 'published' }
}

/** Whether the object lies where the reports are, or what tasks leave for each other, in a bucket that serves for all. */
export function isReport({ bucket, key }: ObjectName): boolean {
  const { reports, workPrefix } = sandbox().environment
  if (bucket !== reports.bucket) return false
  return key.startsWith(reports.prefix) || (workPrefix !== null && key.startsWith(workPrefix))
}

/**
 * The request of a seed's latest deployment, which lies among the reports; null where none does.
 * @throws LiteliftError `object-unavailable`
 */
export async function wantedRequest(seed: string): Promise<string | null> {
  const { reports } = sandbox().environment
  const wanted = await readJson({ bucket: reports.bucket, key: wantedKey(reports.prefix, seed) })
  return (wanted as { request?: string } | null)?.request ?? null
}

async function tellsOfPublishing(place: ObjectName): Promise<boolean> {
  const { outcome } = ((await readJson(place)) ?? {}) as Partial<Report>
  return outcome === 'published' || outcome === 'published-with-rejects'
}

/** null where nothing is, or somebody else's text. */
async function readJson(place: ObjectName): Promise<unknown> {
  try {
    const { Body } = await sandbox().s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key }))
    return JSON.parse(await Body!.transformToString())
  } catch (error) {
    if (error instanceof SyntaxError) return null
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return null
    throw unwritable(place, error)
  }
}

/** @throws LiteliftError `object-unavailable` */
export async function putReport(
  place: ObjectName,
  content: Pick<PutObjectCommandInput, 'Body' | 'ContentType' | 'ContentLength'>,
): Promise<void> {
  try {
    await sandbox().s3.send(new PutObjectCommand({ Bucket: place.bucket, Key: place.key, ...content }))
  } catch (error) {
    throw unwritable(place, error)
  }
}

function unwritable(place: ObjectName, cause: unknown): LiteliftError {
  return new LiteliftError('object-unavailable', {
    subject: { file: objectUri(place) },
    message: `The report cannot be written (${errorName(cause)}).`,
    hint: "Grant the function s3:PutObject, s3:GetObject and s3:ListBucket on the reports' bucket and prefix; the migration itself is in the ledger.",
    cause,
  })
}
