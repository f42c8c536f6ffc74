import { basename } from 'node:path'
import type { Report } from '../report.ts'

/** The report for a page that lies beside the list of rejects, wherever both go: it names the list by its name alone. */
export function besideItsList(report: Report): Report {
  const { file } = report.rejects
  return file === null ? report : { ...report, rejects: { ...report.rejects, file: basename(file) } }
}
