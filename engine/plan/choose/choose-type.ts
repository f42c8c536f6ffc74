import type { MomentForm } from '../../options/source-form.ts'
import type { ColumnProfile } from '../../source/profile/profile.ts'
import type { Family } from './family.ts'
import { withoutEmptyTexts } from './profile-as-read.ts'
import { byFamily } from './by-values/by-family.ts'
import { byStorageClass } from './by-values/by-storage-class.ts'
import type { TypeChoice } from './type-choice.ts'
import { noteUnmet } from './by-values/note-unmet.ts'
import { withoutValues } from './by-values/without-values.ts'

/**
 * Chooses the tightest PostgreSQL type that holds every value of a column, starting from what its declared type
 * promises (docs/types.md). Never a type that loses a value: what fits nothing better is text or bytea. `meaning` is what
 * the file's format says that numbers of the column count.
 */
export function chooseType(family: Family, profile: ColumnProfile, meaning: MomentForm | null): TypeChoice {
  const { integers, reals, texts, blobs, emptyTexts } = profile
  if (integers + reals + texts + blobs === 0) return withoutValues(family)
  const promised = byFamily(family, profile, meaning)
  if (promised) return promised
  const choice = byStorageClass(family, profile)
  const withoutEmpty = emptyTexts > 0 ? chooseType(family, withoutEmptyTexts(profile), meaning).type : null
  const note = noteUnmet(family, profile, choice, withoutEmpty)
  return note ? { ...choice, note } : choice
}
