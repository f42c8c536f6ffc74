import type { ColumnProfile, TextForm } from '../../source/profile/profile.ts'
import type { ExistingColumn } from '../../target/existing.ts'
import type { Cast } from '../plan.ts'
import { fitsDouble, fitsInteger, isWithin } from './by-values/ranges.ts'

/**
 * How values get into a column that exists: staged under `type` by `cast`, then assigned. `explicit` casts go through
 * the type's own input (enum, inet, arrays …). Null when some value would be refused or, worse, rounded.
 */
export interface Fit {
  type: string
  cast: Cast
  explicit: boolean
}

/** Text forms to profile for a column that will go into an existing one. */
export function formsForTarget(base: string): readonly TextForm[] {
  switch (base) {
    case 'boolean':
      return ['boolean']
    case 'date':
      return ['date']
    case 'timestamp without time zone':
      return ['timestamp']
    case 'timestamp with time zone':
      return ['timestamp', 'timestamptz']
    case 'time without time zone':
      return ['time']
    case 'uuid':
      return ['uuid']
    case 'json':
      return ['json']
    case 'jsonb':
      return ['jsonb']
    case 'numeric':
      return ['decimal']
    default:
      return []
  }
}

/** Decides by the profile alone, before any row moves; PostgreSQL's own input decides only for types not known here. */
export function fitTarget(column: ExistingColumn, profile: ColumnProfile): Fit | null {
  const { integers, reals, texts, blobs } = profile
  const only = (...counts: number[]) => counts.reduce((sum, one) => sum + one, 0) === integers + reals + texts + blobs
  const all = (form: TextForm) => (profile.forms[form] ?? 0) === texts
  const staged = (type: string, cast: Cast, fits: boolean): Fit | null =>
    fits ? { type, cast, explicit: false } : null
  switch (column.base) {
    case 'boolean':
      return staged('boolean', 'boolean', only(integers, texts) && all('boolean') && isWithin(profile, 0n, 1n))
    case 'smallint':
    case 'integer':
    case 'bigint':
      return staged(column.base, column.base, only(integers) && fitsInteger(column.base, profile))
    case 'double precision':
      return staged('double precision', 'double', only(integers, reals) && fitsDouble(profile))
    case 'numeric':
      return staged(
        'numeric',
        'numeric',
        only(integers, reals, texts) && all('decimal') && fitsNumeric(column, profile),
      )
    case 'text':
    case 'citext':
      return staged('text', 'text', blobs === 0)
    case 'character varying':
      return staged('text', 'text', blobs === 0 && (column.length === null || longestAsText(profile) <= column.length))
    case 'bytea':
      return staged('bytea', 'bytea', true)
    case 'date':
      return staged('date', 'date', only(texts) && all('date'))
    case 'time without time zone':
      return staged('time', 'time', only(texts) && all('time'))
    case 'timestamp without time zone':
      return staged('timestamp', 'timestamp', only(texts) && all('timestamp'))
    case 'timestamp with time zone':
      return staged(
        'timestamptz',
        'timestamptz',
        only(texts) && (profile.forms.timestamp ?? 0) + (profile.forms.timestamptz ?? 0) === texts,
      )
    case 'uuid':
      return staged('uuid', 'uuid', only(texts, blobs) && all('uuid') && profile.blobs16 === blobs)
    case 'json':
      return blobs === 0 && all('json') ? { type: 'text', cast: 'text', explicit: true } : null
    case 'jsonb':
      return staged('jsonb', 'jsonb', only(integers, texts) && all('jsonb'))
    default:
      return blobs === 0 ? { type: 'text', cast: 'text', explicit: true } : null
  }
}

function fitsNumeric({ precision, scale }: ExistingColumn, profile: ColumnProfile): boolean {
  if (precision === null) return true
  return (
    profile.wholeDigits <= precision - (scale ?? 0) &&
    profile.fractionDigits <= (scale ?? 0) &&
    profile.infinities === 0
  )
}

/** Characters of the longest value as text: an int64 has at most 20, a double as SQLite prints it at most 24. */
function longestAsText(profile: ColumnProfile): number {
  return Math.max(profile.longestText, profile.integers > 0 ? 20 : 0, profile.reals > 0 ? 24 : 0)
}
