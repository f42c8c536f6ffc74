import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { rejectLines } from '../../engine/reject-list.ts'
import type { Report } from '../../engine/report/report.ts'
import type { SettingsProvider } from '../../engine/target/settings.ts'
import { objectUri, type ObjectName } from '../../aws/s3/name.ts'
import { reportKey } from '../../aws/s3/report-key.ts'
import { putReport } from './report-store.ts'
import { sandbox } from '../sandbox.ts'
import { temporaryDirectory } from '../../engine/temporary.ts'

/**
 * Puts the list of a report's rejects beside it, as `<migration id>.rejects.ndjson`, and gives the report that names it; the report
 * as it is where there are none, or where the migration is tried again and lists them then.
 * The list goes through /tmp, which the file has left by now: S3 wants to know the length, and memory must not hold it.
 * @throws LiteliftError `object-unavailable`, or of the connection to the target
 */
export async function storeRejects(object: ObjectName, report: Report, target: SettingsProvider): Promise<Report> {
  if (report.rejects.rows === 0 || report.error?.kind === 'again') return report
  const { reports } = sandbox().environment
  const key = reportKey(reports.prefix, object, `${report.id}.rejects.ndjson`)
  const place = { bucket: reports.bucket, key }
  await using directory = await temporaryDirectory()
  const path = join(directory.path, 'rejects')
  await pipeline(Readable.from(rejectLines(target, report.id)), createWriteStream(path))
  const { size } = await stat(path)
  await putReport(place, {
    Body: createReadStream(path),
    ContentLength: size,
    ContentType: 'application/x-ndjson',
  })
  return { ...report, rejects: { ...report.rejects, file: objectUri(place) } }
}
