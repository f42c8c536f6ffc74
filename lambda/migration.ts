import { asLiteliftError } from '../engine/errors.ts'
import type { Listener } from '../engine/events.ts'
import { migrate } from '../engine/migrate.ts'
import type { Report } from '../engine/report/report.ts'
import type { SettingsProvider } from '../engine/target/settings.ts'
import { publishRule, type Deadline } from './deadline.ts'
import type { Ended } from './reports/ended.ts'
import { failedReport } from './reports/failed-report.ts'
import { headObject } from '../aws/s3/head.ts'
import { logEvent, logFailure, logReport } from './reports/observation.ts'
import { optionsOf } from './intake/overrides.ts'
import { refuseExpired, sourceOf, versionOf } from './intake/source.ts'
import { storeRejects } from './reports/reject-store.ts'
import { announce } from './reports/announce.ts'
import { isReport, ofPublishing, storeAnswer, storeReport } from './reports/report-store.ts'
import { asksObject, routeOf } from './intake/routes.ts'
import type { ObjectEvent } from './intake/s3-event.ts'
import { sandbox } from './sandbox.ts'
import { settingsOf } from './target/credentials.ts'
import { logger } from './logger.ts'

/**
 * Migrates one announced object and stores, counts and logs the report; null for a report of litelift's own, which is
 * no file to migrate.
 * @throws LiteliftError `object-unavailable`, `event-bus-unavailable`, or of the target, when the report or its list of rejects cannot be stored, or
 * nobody told, so that the message comes again: a migration whose report is lost is not done.
 */
export async function migrateObject(object: ObjectEvent, deadline: Deadline): Promise<Ended | null> {
  const { bucket, key, asked } = object
  logger.appendKeys({ bucket, key, version: versionOf(object), ...(asked?.seed && { seed: asked.seed }) })
  try {
    if (isReport(object)) {
      logger.warn('A report is no file to migrate: keep the uploads apart from the reports')
      return null
    }
    const { report: ended, target } = await run(object, deadline)
    const report = target === null ? ended : await storeRejects(object, ended, target)
    const isRepeated = report.outcome === 'already-published'
    const lasting = ofPublishing(report)
    const location = await storeReport(object, lasting, isRepeated)
    await storeAnswer(object, report)
    await announce({ object, report: lasting, location, target })
    logReport(report, location)
    return { report, location }
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
  const { signal } = deadline
  try {
    const { s3, environment } = sandbox()
    const { seed = null } = object.asked ?? {}
    const { route, values } = routeOf(environment.routes, seed ?? object.key)
    // A seed is its deployer's, who writes the route as well: what the object says overrules nothing.
    const asking = seed === null ? route : { ...route, overrides: [] }
    // What depends on nothing that the object says can be answered of a deleted one.
    const head = asksObject(asking) ? await headObject(s3, object, signal) : null
    const options = optionsOf(asking, head)
    const source = await sourceOf(object, { client: s3, head }, signal)
    const target = settingsOf(sandbox(), route)
    const { listener, beforePublish } = publishRule(deadline)
    const tell: Listener = (event) => {
      logEvent(event)
      listener(event)
    }
    const mayPublish: typeof beforePublish = (publish) => {
      refuseExpired(object)
      beforePublish(publish)
    }
    const request = { source, target, options, values, listener: tell, beforePublish: mayPublish, signal }
    return { report: await migrate(request), target }
  } catch (thrown) {
    const error = asLiteliftError(thrown)
    logFailure(error)
    return { report: failedReport(object, error, started), target: null }
  }
}
