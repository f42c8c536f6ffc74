import { describe, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'

/** DISTINCT, GROUP BY and UNION ask which values are equal; SQLite and PostgreSQL must agree on that. */
export function refuseIndistinct(term: Term): void {
  const { kind, collation, inexact } = term
  if (kind === 'text' && (collation?.name ?? 'BINARY') !== 'BINARY')
    reject(`values are grouped under the collation ${collation!.name}`)
  if (inexact) reject('computed numbers are grouped that may have been rounded past 2^53')
  if (
    kind === 'mixed' ||
    kind === 'time' ||
    ((kind === 'timestamp' || kind === 'timestamptz') && term.written === undefined) ||
    kind === 'uuid' ||
    kind === 'jsonb'
  ) {
    reject(`values of ${describe(term)} are grouped, and SQLite compares them as they were written`)
  }
}
