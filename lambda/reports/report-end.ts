import type { Report } from '../../engine/report/report.ts'
import type { SettingsProvider } from '../../engine/target/settings.ts'
import type { ObjectEvent } from '../intake/s3-event.ts'
import { announce } from './announce.ts'
import type { Ended } from './ended.ts'
import { logReport } from './observation.ts'
import { storeRejects } from './reject-store.ts'
import { ofPublishing, storeAnswer, storeReport } from './report-store.ts'

/**
 * Stores, tells, counts and logs how a migration ended.
 * @param target null where it failed before its target was known
 * @throws LiteliftError `object-unavailable`, `event-bus-unavailable`, or of the target, when the report or its list of rejects cannot be stored, or
 * nobody told: a migration whose report is lost is not done
 */
export async function reportEnd(object: ObjectEvent, ended: Report, target: SettingsProvider | null): Promise<Ended> {
  const report = target === null ? ended : await storeRejects(object, ended, target)
  const isRepeated = report.outcome === 'already-published'
  const lasting = ofPublishing(report)
  const location = await storeReport(object, lasting, isRepeated)
  await storeAnswer(object, report)
  await announce({ object, report: lasting, location, target })
  logReport(report, location)
  return { report, location }
}
