import type { ColumnProfile } from '../../source/profile/profile.ts'
import type { ColumnMark } from '../place/column-mark.ts'
import { byFamily } from './by-values/by-family.ts'
import { withoutValues } from './by-values/without-values.ts'
import type { Family } from './family.ts'
import type { TypeChoice } from './type-choice.ts'

/** Families that say little of their values, so that a mark says more. */
const VAGUE: Record<ColumnMark, ReadonlySet<Family['name']>> = {
  boolean: new Set(['any', 'integer', 'decimal']),
  json: new Set(['any', 'text', 'blob']),
  zoned: new Set(['timestamp']),
}

const MEANT: Record<ColumnMark, Family> = {
  boolean: { name: 'boolean' },
  json: { name: 'json' },
  zoned: { name: 'timestamptz' },
}

const REASONS: Record<ColumnMark, string> = {
  boolean: 'its DEFAULT or CHECK says boolean; every value is one',
  json: 'its CHECK says JSON; every value is',
  zoned: 'its DEFAULT writes a zone; no values',
}

/** What the mark means, where the declared type says less: the family that it asks for; else null. */
export function markedFamily(family: Family, mark: ColumnMark | null): Family | null {
  return mark !== null && VAGUE[mark].has(family.name) ? MEANT[mark] : null
}

/** The type that a mark asks for, where every value agrees. */
export function byMark(family: Family, mark: ColumnMark | null, profile: ColumnProfile): TypeChoice | null {
  const meant = markedFamily(family, mark)
  if (mark === null || meant === null) return null
  const { integers, reals, texts, blobs } = profile
  const reason = REASONS[mark]
  if (integers + reals + texts + blobs === 0) return { ...withoutValues(meant), reason }
  // Where there are values, they show how times are written themselves.
  if (mark === 'zoned' || (mark === 'boolean' && texts > 0)) return null
  const choice = byFamily(meant, profile, null)
  return choice && { ...choice, reason }
}
