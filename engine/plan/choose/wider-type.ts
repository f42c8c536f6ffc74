import type { Note } from '../../notes.ts'
import type { ColumnProfile } from '../../source/profile/profile.ts'
import type { ExistingColumn } from '../../target/existing.ts'
import { INTEGER_TYPES, isIntegerType, MOST_PRECISION } from '../../types/limits.ts'
import { parseType } from '../../types/postgres-type.ts'
import { fitsInteger } from './by-values/ranges.ts'

/**
 * The type of the same family that an existing column needs for the file's values, where it is too narrow for them: a wider integer,
 * text for varchar(n), a numeric of which neither the digits before nor those after the point are fewer. Null where it fits, and where
 * no such type would do.
 */
export function widerType({ under, isDomain, generated }: ExistingColumn, profile: ColumnProfile): string | null {
  const { integers, reals, texts, blobs } = profile
  const known = parseType(under)
  if (known === null || known.isArray || isDomain || generated || integers + reals + texts + blobs === 0) return null
  const { name, precision, scale, length } = known
  if (isIntegerType(name)) {
    if (reals + texts + blobs > 0 || fitsInteger(name, profile)) return null
    return INTEGER_TYPES.slice(INTEGER_TYPES.indexOf(name) + 1).find((type) => fitsInteger(type, profile)) ?? null
  }
  if (name === 'varchar') {
    const fits = length === null || profile.longestText <= length
    return fits || integers + reals + blobs > 0 ? null : 'text'
  }
  if (name !== 'numeric' || precision === null || blobs > 0 || (profile.forms.decimal ?? 0) !== texts) return null
  const { wholeDigits, fractionDigits, infinities } = profile
  if (infinities > 0) return 'numeric'
  if (wholeDigits <= precision - scale && fractionDigits <= scale) return null
  const whole = Math.max(wholeDigits, precision - scale)
  const fraction = Math.max(fractionDigits, scale)
  return whole + fraction > MOST_PRECISION ? 'numeric' : `numeric(${whole + fraction},${fraction})`
}

/** Only the length of a text and the precision of a numeric can grow in place (sql-altertable.html, Notes). */
export function wideningNote(
  column: string,
  { from, to }: { from: string; to: string },
  at: Pick<Note, 'table' | 'column'>,
): Note {
  const [before, after] = [parseType(from), parseType(to)]
  const isInPlace =
    before?.name === 'varchar' ||
    (before?.name === 'numeric' && (after?.precision === null || after?.scale === before.scale))
  const cost = isInPlace ? 'readers wait for a moment' : 'PostgreSQL rewrites the table, and readers wait meanwhile'
  const message = `${column} of the target is ${from}, which does not hold every value; it becomes ${to}: ${cost}.`
  return { code: 'column-widened', ...at, message }
}
