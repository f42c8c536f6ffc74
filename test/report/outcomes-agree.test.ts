import { expect, test } from 'vitest'
import { expectInternal } from '../no-internal-here.ts'
import { exitCodeOfReport } from '../../cli/exit-code.ts'
import { ERROR_KINDS, type ErrorCode, LiteliftError } from '../../engine/errors.ts'
import { migrate } from '../../engine/migrate.ts'
import { metrics } from '../../lambda/metrics.ts'
import { logReport } from '../../lambda/reports/observation.ts'
import { createDatabase } from '../database.ts'

/** What each kind of error means to a script, to the ledger and to the metrics. */
const MEANS = {
  file: { outcome: 'failed', exit: 1, state: 'failed', metric: 'MigrationsFailed' },
  options: { outcome: 'failed', exit: 2, state: 'failed', metric: 'MigrationsFailed' },
  target: { outcome: 'failed', exit: 1, state: 'failed', metric: 'MigrationsFailed' },
  again: { outcome: 'failed-retryable', exit: 1, state: 'running', metric: 'MigrationsRetried' },
} as const

test('of every error report, ledger, exit code and metrics say the same', async () => {
  await using target = await createDatabase()
  for (const [code, kind] of Object.entries(ERROR_KINDS) as [ErrorCode, keyof typeof MEANS][]) {
    const report = await migrate({
      source: {
        uri: `s3://bucket/${code}`,
        version: 'v1',
        identifiedBy: 'version',
        sequencer: null,
        lastModified: null,
        values: {},
        obtain: () => Promise.reject(new LiteliftError(code, { message: `Of ${code}.`, hint: 'Hint.' })),
      },
      target: () => Promise.resolve(target.settings),
      options: { schema: 's' },
    })
    const [entry] = await target.query('SELECT state, report FROM litelift.migration WHERE id = $1', [report.id])
    logReport(report, null)
    const counted = Object.keys(metrics.serializeMetrics()).filter((name) => name.startsWith('Migrations'))
    metrics.clearMetrics()
    const { exit, state, metric, outcome } = MEANS[kind]
    // Who names a file that is not there used the command wrongly.
    const expectedExit = code === 'file-missing' ? 2 : exit
    expect({ code, kind: report.error?.kind, exit: exitCodeOfReport(report), ...entry, counted }).toEqual({
      code,
      kind,
      exit: expectedExit,
      state,
      report,
      counted: [metric],
    })
    expect(report).toMatchObject({ outcome, error: { code, message: `Of ${code}.` } })
  }
  expectInternal()
})
