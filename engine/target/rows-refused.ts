import type { Reject } from './rejects.ts'

/**
 * Rows that a transaction found refused, thrown to roll it back where `onReject` is `fail`. migrate() records the rejects
 * afterwards and makes the migration's error of them. As many as fit one statement, about 10,000, are enough.
 */
export class RowsRefused extends Error {
  override readonly name = 'RowsRefused'
  readonly rejects: readonly Reject[]

  constructor(rejects: readonly Reject[]) {
    super(`${rejects.length} rows were refused`)
    this.rejects = rejects
  }
}
