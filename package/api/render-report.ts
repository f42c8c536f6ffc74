import { LiteliftError } from '../../engine/errors.ts'
import { renderReport as render } from '../../engine/report/page/page.ts'
import type { Report } from '../../engine/report/report.ts'
import { checkCall, member } from './call.ts'

const REPORT = member(
  (value) => typeof value === 'object' && value !== null && 'format' in value && value.format === 1,
  'is no report of a migration',
)

/**
 * The report as one HTML page without links or anything fetched, for a colleague who did not run the migration.
 * @throws LiteliftError `option-invalid` for what is no report
 */
export function renderReport(report: Report): string {
  checkCall('renderReport', { report: REPORT }, { report })
  try {
    return render(report)
  } catch (cause) {
    throw new LiteliftError('option-invalid', {
      subject: { option: 'report' },
      message: 'The report has not the fields of one.',
      hint: 'Give what migrate() gave, or what a file or the bucket of the reports holds.',
      cause,
    })
  }
}
