import type { ErrorReport } from '../engine/errors.ts'
import type { TableChange } from '../engine/foresee-changes.ts'
import type { Report } from '../engine/report/report.ts'

/** 1: failed, nothing published. 2: wrong usage or options, which a file that is not there is too (docs/command-line.md, Exit codes). */
export function exitCodeOf(error: Pick<ErrorReport, 'kind' | 'code'> | null): 0 | 1 | 2 {
  if (error === null) return 0
  return error.kind === 'options' || error.code === 'file-missing' ? 2 : 1
}

/** 3: published, by this run or before, without the rows that were refused. */
export function exitCodeOfReport({ error, rejects }: Pick<Report, 'error' | 'rejects'>): 0 | 1 | 2 | 3 {
  return error === null && rejects.rows > 0 ? 3 : exitCodeOf(error)
}

/** Of what a plan foresees. 1: the target would refuse the migration. 3: rows would be rejects, which end it unless `onReject` lets it go on. */
export function exitCodeOfChanges(changes: readonly Pick<TableChange, 'counts' | 'refused'>[]): 0 | 1 | 3 {
  if (changes.some(({ refused }) => refused !== null)) return 1
  return changes.some(({ counts }) => (counts?.rejected ?? 0) > 0) ? 3 : 0
}
