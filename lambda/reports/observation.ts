import { MetricUnit } from '@aws-lambda-powertools/metrics'
import type { LiteliftError } from '../../engine/errors.ts'
import type { MigrationEvent } from '../../engine/events.ts'
import { loggable } from '../../engine/said.ts'
import type { Report } from '../../engine/report/report.ts'
import { logger } from '../logger.ts'
import { count, metrics } from '../metrics.ts'

/** Logs what a migration tells while it runs; the notes are in the report. */
export function logEvent(event: MigrationEvent): void {
  switch (event.type) {
    case 'phase-finished':
      logger.info(`Phase ${event.phase} finished`, { phase: event.phase, seconds: event.seconds })
      return
    case 'planned':
      logger.info('Planned', { tables: event.tables, rows: event.rows })
      return
    case 'resumed':
      logger.info('Resumed from the checkpoints of an earlier attempt', { rows: event.rows })
      return
    case 'staged':
      logger.debug('Staged', { table: event.table, rows: event.rows, of: event.of })
      return
    case 'read': {
      const { type: _, ...read } = event
      logger.debug('Read', read)
      return
    }
    case 'rejected':
      logger.warn('Rows were refused', { rows: event.rows })
      return
    case 'failed':
      logFailure(event.error)
      return
    case 'phase-started':
    case 'built':
    case 'inspected':
    case 'compared':
    case 'note':
  }
}

/** The one place where a failure is logged with its cause. */
export function logFailure(error: LiteliftError): void {
  const details = failureDetails(error)
  if (error.kind === 'again') logger.warn('Attempt failed', details)
  else logger.error('Migration failed', details)
}

/** An error as log fields. Not the error itself, whose toJSON would hide where it came from. */
export function failureDetails(error: LiteliftError): Record<string, unknown> {
  return { failure: error.toJSON(), cause: loggable(error.cause), stack: error.stack }
}

/** Counts an ended migration and logs its summary and where its report lies. */
export function logReport(report: Report, location: string | null): void {
  const skipped = report.tables.reduce((sum, table) => sum + table.skipped, 0)
  count(METRIC_OF[report.outcome])
  if (report.outcome === 'published' || report.outcome === 'published-with-rejects') {
    metrics.addMetric('Rows', MetricUnit.Count, report.rows - report.rejects.rows)
    metrics.addMetric('RowsRejected', MetricUnit.Count, report.rejects.rows)
    metrics.addMetric('RowsSkipped', MetricUnit.Count, skipped)
    metrics.addMetric('Bytes', MetricUnit.Bytes, report.source.bytes ?? 0)
    for (const { phase, seconds } of report.phases) metrics.addMetric(`Seconds-${phase}`, MetricUnit.Seconds, seconds)
  }
  logger.info('Migration ended', {
    migration: report.id,
    outcome: report.outcome,
    rows: report.rows,
    rejects: report.rejects.rows,
    skipped,
    tables: report.tables.length,
    notes: report.notes.length,
    seconds: report.seconds,
    report: location,
  })
}

const METRIC_OF = {
  published: 'MigrationsPublished',
  'published-with-rejects': 'MigrationsPublishedWithRejects',
  'already-published': 'MigrationsAlreadyPublished',
  superseded: 'MigrationsSuperseded',
  failed: 'MigrationsFailed',
  'failed-retryable': 'MigrationsRetried',
} as const
