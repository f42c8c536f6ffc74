import type { ErrorReport } from '../engine/errors.ts'

/** 1: failed, nothing published. 2: wrong usage or options. 3 is reserved (docs/command-line.md, Exit codes). */
export function exitCodeOf(error: Pick<ErrorReport, 'kind'> | null): 0 | 1 | 2 {
  if (error === null) return 0
  return error.kind === 'options' ? 2 : 1
}
