import type { LiteliftError } from '../../engine/errors.ts'
import { emptyReport } from '../../engine/report/empty-report.ts'
import { failedOutcome, type Report } from '../../engine/report/report.ts'
import { migrationId } from '../../engine/target/claim/identity.ts'
import { uriOf, versionOf } from '../intake/source.ts'
import type { ObjectEvent } from '../intake/s3-event.ts'

/** The report of a migration that failed before the engine had a target to try: no route, no readable options. */
export function failedReport(object: ObjectEvent, error: LiteliftError, started: Date): Report {
  const source = uriOf(object)
  const version = versionOf(object) ?? ''
  return {
    ...emptyReport({ uri: source, version, bytes: object.bytes }),
    id: migrationId({
      source,
      version,
      sequencer: object.sequencer,
      schema: '',
      schemaMadeOf: null,
      constants: null,
      lastModified: null,
      identifiedBy: object.asked?.seed ? 'seed' : object.versionId ? 'version' : 'arrival',
      options: '',
    }),
    outcome: failedOutcome(error),
    startedAt: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    error: error.toJSON(),
  }
}
