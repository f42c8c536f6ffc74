import type { SourceForm } from '../../options/source-form.ts'
import type { ColumnProfile, TextForm } from '../../source/profile/profile.ts'
import type { ExistingColumn } from '../../target/existing.ts'
import type { TargetType } from '../../target/named-types.ts'
import { isIntegerType, MOST_FRACTION_OF_SECOND } from '../../types/limits.ts'
import { baseType, parseType, type PostgresType } from '../../types/postgres-type.ts'
import type { PlacedColumn } from '../place/place-columns.ts'
import type { Cast } from '../plan.ts'
import { fastCast } from './by-values/moments.ts'
import { fitsDouble, fitsInteger, isWithin } from './by-values/ranges.ts'
import { type MomentsRead, readMoments } from './read-moments.ts'

/** Where values of an existing column wait for publish. */
export interface Staging {
  /** The column of the staging table, and the type whose binary form is written there. */
  type: string
  encoded: string
  /** The form that the type asks for, whatever the values are; null for none. */
  from: SourceForm | null
  /** Where the server's own input has to make the value of the staged one: the column's type; else null. */
  into: string | null
}

/** How values get there. */
export interface Fit extends Staging {
  /** A cast that relies on the profile where it shows that every value fits; else the one that looks at every value. */
  cast: Cast
  /** How moments were read, for a note; null for other types. */
  read: MomentsRead | null
}

/** Text forms to profile for a column that will go into an existing one. */
export function formsForTarget({ under }: ExistingColumn): readonly TextForm[] {
  switch (baseType(under)) {
    case 'boolean':
      return ['boolean']
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return ['date', 'timestamp', 'timestamptz']
    case 'time':
      return ['time']
    case 'uuid':
      return ['uuid']
    case 'json':
    case 'jsonb':
      return ['jsonb', 'json']
    case 'numeric':
      return ['decimal']
    default:
      return []
  }
}

/** Rows are staged in the very type where it is known, so that a row that a domain or an enum refuses is found there. */
export function stagingOf(column: TargetType): Staging {
  const { type, under, kind, isDomain } = column
  const known = parseType(under)
  if (known !== null) return { type: isDomain ? type : known.sql, encoded: known.sql, from: null, into: null }
  // Labels of an enum are texts in binary form as well.
  if (kind === 'enum') return { type, encoded: 'text', from: null, into: null }
  // Its binary form depends on the server's locale.
  if (under === 'money') return { type: 'numeric', encoded: 'numeric', from: null, into: type }
  // JSON objects become literals of hstore, JSON arrays those of arrays.
  const from = isExtensionType(column, 'hstore') || column.kind === 'array' ? 'json' : null
  return { type: 'text', encoded: 'text', from, into: type }
}

/**
 * Decides how values get into an existing column, before any row moves. The rule is the same for every type: what the column
 * cannot hold exactly is a reject. litelift's own casts look after the types that they know; for the others PostgreSQL's
 * input makes the value, and the staging table asks whether anything was lost (keep/conditions-of.ts).
 */
export function fitTarget({ meaning }: PlacedColumn, column: ExistingColumn, profile: ColumnProfile): Fit {
  const staging = stagingOf(column)
  const known = parseType(column.under)
  if (known !== null) return { ...staging, ...castKnown(known, profile, meaning) }
  const isText = staging.encoded === 'text' && staging.from === null && profile.blobs === 0
  return { ...staging, cast: isText ? 'text' : 'checked', read: null }
}

/** The type of an extension in whatever schema it was installed. */
function isExtensionType({ bare, builtIn }: TargetType, name: string): boolean {
  return !builtIn && (bare === name || bare.endsWith(`.${name}`))
}

function castKnown(
  known: PostgresType,
  profile: ColumnProfile,
  meaning: PlacedColumn['meaning'],
): Pick<Fit, 'cast' | 'from' | 'read'> {
  if (known.isArray) return { cast: 'checked', from: null, read: null }
  const isFine = known.fraction === MOST_FRACTION_OF_SECOND
  switch (known.name) {
    case 'date':
    case 'timestamp':
    case 'timestamptz': {
      const read = readMoments(profile, meaning)
      if (read === null) return { cast: 'checked', from: meaning, read }
      const cast = isFine || known.name === 'date' ? fastCast(known.name, read, profile.forms.date ?? 0) : 'checked'
      return { cast, from: cast === 'checked' && read.form !== 'iso' ? read.form : null, read }
    }
    case 'time': {
      const { texts, dated } = profile
      const isDated = texts > 0 && dated.times === texts && dated.day !== null
      const isExact = isFine && onlyTexts(profile) && profile.forms.time === texts
      return { cast: isExact ? 'time' : 'checked', from: isDated ? 'time-of-day' : null, read: null }
    }
    case 'uuid': {
      const isSwapped = profile.blobs > 0 && profile.guids.order === 'swapped'
      return isSwapped
        ? { cast: 'checked', from: 'guid-le', read: null }
        : { cast: exactCast(known, profile) ?? 'checked', from: null, read: null }
    }
    default:
      return { cast: exactCast(known, profile) ?? 'checked', from: null, read: null }
  }
}

/** The cast that relies on the profile; null where there is none for the type, or a value does not fit. */
function exactCast(known: PostgresType, profile: ColumnProfile): Cast | null {
  const { integers, reals, texts, blobs } = profile
  const only = (...counts: number[]) => counts.reduce((sum, one) => sum + one, 0) === integers + reals + texts + blobs
  const all = (form: TextForm) => (profile.forms[form] ?? 0) === texts
  const { name } = known
  if (isIntegerType(name)) return only(integers) && fitsInteger(name, profile) ? name : null
  switch (name) {
    case 'boolean':
      return only(integers, texts) && all('boolean') && isWithin(profile, 0n, 1n) ? 'boolean' : null
    case 'double precision':
      return only(integers, reals) && fitsDouble(profile) ? 'double' : null
    case 'numeric':
      return blobs === 0 && all('decimal') && fitsNumeric(known, profile) ? 'numeric' : null
    case 'text':
    case 'varchar':
      return blobs === 0 && (known.length === null || longestAsText(profile) <= known.length) ? 'text' : null
    case 'bytea':
      return 'bytea'
    case 'uuid':
      return only(texts, blobs) && all('uuid') && profile.blobs16 === blobs ? 'uuid' : null
    case 'jsonb':
      return profile.infinities === 0 && all('jsonb') && profile.jsonBlobs === blobs ? 'jsonb' : null
    default:
      return null
  }
}

function onlyTexts({ integers, reals, blobs }: ColumnProfile): boolean {
  return integers + reals + blobs === 0
}

function fitsNumeric({ precision, scale }: PostgresType, profile: ColumnProfile): boolean {
  if (precision === null) return true
  return profile.wholeDigits <= precision - scale && profile.fractionDigits <= scale && profile.infinities === 0
}

/** Characters of the longest value as text: an int64 has at most 20, a double as SQLite prints it at most 24. */
function longestAsText(profile: ColumnProfile): number {
  return Math.max(profile.longestText, profile.integers > 0 ? 20 : 0, profile.reals > 0 ? 24 : 0)
}
