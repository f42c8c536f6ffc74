import { counted } from '../../counted.ts'
import { LiteliftError } from '../../errors.ts'
import type { Options } from '../../options.ts'
import type { ColumnProfile } from '../../source/profile/profile.ts'
import type { PlacedColumn } from '../place/place-columns.ts'
import type { Placement } from '../place/placement.ts'
import { option } from '../../named.ts'

/**
 * Such values would be others whenever the file comes again, and a plan would use up numbers of a sequence: calls of functions that are volatile, or
 * the target's own, of which litelift does not know.
 */
const GIVES_ANOTHER_EACH_TIME =
  /\b(nextval|random|random_normal|gen_random_uuid|uuidv[47]|clock_timestamp|timeofday)\(|\w\.\w+\(/

/**
 * What an existing NOT NULL column gets where the file holds NULL: SQL of its default where `onNull` says so; null leaves the row to
 * be a reject.
 * @throws LiteliftError `target-refused-values` where NULLs are to fail, or the column has no default for them
 */
export function insteadOfNull(
  { table, name }: Placement,
  { column, into }: PlacedColumn,
  { nulls }: ColumnProfile,
  onNull: Options['onNull'],
): string | null {
  if (nulls === 0 || !into?.notNull || onNull === 'reject') return null
  const value = onNull === 'default' ? into.default : null
  if (value !== null && !/^NULL\b/.test(value) && !GIVES_ANOTHER_EACH_TIME.test(value)) return value
  const lacks =
    onNull !== 'default'
      ? ''
      : value === null
        ? ' without a default'
        : ` with a default that is another value each time (${value})`
  throw new LiteliftError('target-refused-values', {
    subject: { table: table.name, column: column.name },
    message: `${table.name}.${column.name} holds NULL in ${counted(nulls, 'row')}, and ${name}.${into.name} in the target is NOT NULL${lacks}.`,
    hint: `Give the column a constant default in the target and choose ${option('onNull', 'default')}; or publish without these rows, ${option('onNull', 'reject')} and ${option('onReject', 'continue')}.`,
  })
}
