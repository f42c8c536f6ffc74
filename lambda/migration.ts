import { asLiteliftError } from '../engine/errors.ts'
import { migrate } from '../engine/migrate.ts'
import type { Report } from '../engine/report/report.ts'
import type { SettingsProvider } from '../engine/target/settings.ts'
import type { Deadline } from './deadline.ts'
import type { ObjectEvent } from './intake/s3-event.ts'
import { versionOf } from './intake/source.ts'
import { logger } from './logger.ts'
import type { Ended } from './reports/ended.ts'
import { failedReport } from './reports/failed-report.ts'
import { logFailure } from './reports/observation.ts'
import { reportEnd } from './reports/report-end.ts'
import { isReport } from './reports/report-store.ts'
import { requestOf } from './request.ts'

/**
 * Migrates one announced object and stores, counts and logs the report; null for a report of litelift's own, which is
 * no file to migrate.
 * @throws LiteliftError as {@link reportEnd} does, so that the message comes again
 */
export async function migrateObject(object: ObjectEvent, deadline: Deadline): Promise<Ended | null> {
  const { bucket, key, asked } = object
  logger.appendKeys({ bucket, key, version: versionOf(object), ...(asked?.seed && { seed: asked.seed }) })
  try {
    if (isReport(object)) {
      logger.warn('A report is no file to migrate: keep the uploads apart from the reports')
      return null
    }
    const { report, target } = await run(object, deadline)
    return await reportEnd(object, report, target)
  } finally {
    logger.removeKeys(['bucket', 'key', 'version', 'seed'])
  }
}

/** The target is null where the migration failed before it was known. */
async function run(
  object: ObjectEvent,
  deadline: Deadline,
): Promise<{ report: Report; target: SettingsProvider | null }> {
  const started = new Date()
  try {
    const request = await requestOf(object, deadline)
    return { report: await migrate(request), target: request.target }
  } catch (thrown) {
    const error = asLiteliftError(thrown)
    logFailure(error)
    return { report: failedReport(object, error, started), target: null }
  }
}
