import type { LiteliftError } from '../../engine/errors.ts'
import { failedOutcome, type Report } from '../../engine/report/report.ts'
import { migrationId } from '../../engine/target/claim/identity.ts'
import { uriOf, versionOf } from '../intake/source.ts'
import type { ObjectEvent } from '../intake/s3-event.ts'

/** The report of a migration that failed before the engine had a target to try: no route, no readable options. */
export function failedReport(object: ObjectEvent, error: LiteliftError, started: Date): Report {
  const source = uriOf(object)
  const version = versionOf(object) ?? ''
  return {
    format: 1,
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
    source: { uri: source, version, bytes: object.bytes },
    target: { host: '', database: '', schema: '' },
    mode: '',
    constants: [],
    startedAt: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    phases: [],
    rows: 0,
    tables: [],
    views: [],
    triggers: [],
    notes: [],
    rejects: { rows: 0, byReason: [], first: [], file: null },
    error: error.toJSON(),
  }
}
