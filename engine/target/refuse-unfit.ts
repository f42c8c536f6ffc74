import type pg from 'pg'
import { LiteliftError } from '../errors.ts'
import { refusedValue } from '../options/template.ts'
import type { ExistingColumn } from './existing.ts'
import { query } from './query.ts'
import { quoteLiteral } from './quote.ts'
import { rowViolation } from './row-violation.ts'

/** A value for an existing column. */
interface Meant {
  table: string
  column: ExistingColumn
  value: string
  /** Another spelling of it would be another source that is taken for the same. */
  isKey: boolean
}

/**
 * Refuses values of constants that existing columns do not take as they are: an explicit cast would cut and round to the column's modifier,
 * which the type without one does not (sql-createcast.html).
 * @throws LiteliftError `placeholder-refused`
 */
export async function refuseUnfit(client: pg.ClientBase, meant: readonly Meant[]): Promise<void> {
  for (const { table, column, value, isKey } of meant) {
    const { name, type, bare } = column
    const refused = (cause?: unknown) =>
      refusedValue(
        `addColumns.${name}`,
        `the existing column ${table}.${name} of type ${type} does not take the value`,
        cause,
      )
    const whole = `CAST(${quoteLiteral(value)} AS ${bare})`
    try {
      const [row] = await query<{ fits: boolean }>(
        client,
        `SELECT CAST(${whole} AS ${type})::text IS NOT DISTINCT FROM ${isKey ? quoteLiteral(value) : `${whole}::text`} AS fits`,
      )
      if (!row!.fits) throw refused()
    } catch (error) {
      if (error instanceof LiteliftError && rowViolation(error) !== null) throw refused(error)
      throw error
    }
  }
}
