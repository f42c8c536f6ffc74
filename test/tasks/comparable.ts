import type { Report } from '../../engine/report/report.ts'

/** Of a report what two runs share; times differ, and the target. */
export function comparable({ phases, ...report }: Report) {
  return {
    ...report,
    startedAt: '',
    publishedAt: '',
    seconds: 0,
    target: '',
    phases: phases.map(({ phase }) => phase).toSorted(),
  }
}
