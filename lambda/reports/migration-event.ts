import { counted } from '../../engine/counted.ts'
import type { ErrorReport } from '../../engine/errors.ts'
import { headline } from '../../engine/report/headline.ts'
import type { Outcome, Report } from '../../engine/report/report.ts'
import { shown } from '../../engine/shown.ts'
import type { ObjectEvent } from '../intake/s3-event.ts'

type Told = Exclude<Outcome, 'already-published' | 'failed-retryable'>

const TYPES = {
  published: 'Migration Published',
  'published-with-rejects': 'Migration Published',
  superseded: 'Migration Skipped',
  failed: 'Migration Failed',
} as const satisfies Record<Told, string>

/** The detail of an event (docs/events.md, which says what each field means). */
export interface MigrationEventDetail {
  /** Of this shape; new fields may come without a new number. */
  version: 1
  id: string
  migration: string
  claim: string | null
  outcome: Told
  headline: string
  source: Report['source'] & { bucket: string; key: string }
  target: Report['target']
  mode: Report['mode']
  startedAt: string
  seconds: number
  rows: number
  rejects: number
  tables: number
  notes: number
  error: ErrorReport | null
  report: string | null
  text: string
  /** As whoever asked for the migration gave it; not there otherwise. */
  token?: string
}

/** What is told of a migration that ended. */
export function migrationEvent(
  { bucket, key, asked }: Pick<ObjectEvent, 'bucket' | 'key' | 'asked'>,
  report: Report,
  { claim, location }: { claim: string | null; location: string | null },
): { type: string; detail: MigrationEventDetail } {
  const { id, source, target, mode, startedAt, seconds, rows, rejects, tables, notes, error } = report
  const outcome = report.outcome as Told
  return {
    type: TYPES[outcome],
    detail: {
      version: 1,
      id: `${id}.${claim ?? 0}.${outcome}`,
      migration: id,
      claim,
      outcome,
      headline: shown(headline(report)),
      source: { ...source, bucket, key },
      target,
      mode,
      startedAt,
      seconds,
      rows,
      rejects: rejects.rows,
      tables: tables.length,
      notes: notes.length,
      error,
      report: location,
      text: textOf(report, location),
      ...(asked?.token && { token: asked.token }),
    },
  }
}

/** The same for people, line by line. */
function textOf(report: Report, location: string | null): string {
  const { source, target, error, notes } = report
  const lines = [
    headline(report),
    `File: ${source.uri}`,
    target.database === '' ? '' : `Target: ${target.database} on ${target.host}, schema ${target.schema}`,
    error === null ? '' : `Why: ${error.message}`,
    error === null ? '' : `What to do: ${error.hint} (${error.code})`,
    notes.length === 0 ? '' : `Notes: ${counted(notes.length, 'note')} in the report`,
    location === null ? '' : `Report: ${location}`,
  ]
  return lines.filter(Boolean).map(shown).join('\n')
}
