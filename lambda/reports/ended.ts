import type { Report } from '../../engine/report/report.ts'

/** How the migration of one object ended. */
export interface Ended {
  report: Report
  /** URI of the stored report; null where another session is at work and reports. */
  location: string | null
}
