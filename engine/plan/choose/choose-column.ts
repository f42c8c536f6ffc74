import type { ColumnProfile } from '../../source/profile/profile.ts'
import { byMark } from './by-mark.ts'
import { byMeaning } from './by-meaning.ts'
import { chooseType } from './choose-type.ts'
import { familyOf } from './family.ts'
import type { PlacedColumn } from '../place/place-columns.ts'
import type { TypeChoice } from './type-choice.ts'
import { castOf, newCast, shownCast } from './user-cast.ts'

/** The user's cast, or what the values show and the column's clauses say. */
export function chooseColumn(placed: PlacedColumn, values: ColumnProfile): TypeChoice {
  const { column, choices, meaning, mark } = placed
  const cast = castOf(placed)
  if (cast) return shownCast(cast, values) ?? newCast(cast)
  if (choices.invalidText === 'bytea' && hasBadTexts(values))
    return { type: 'bytea', cast: 'bytea', reason: 'texts that PostgreSQL cannot hold; your invalidText' }
  const family = familyOf(column.declared, column.affinity)
  return byMeaning(choices.meanings, values) ?? byMark(family, mark, values) ?? chooseType(family, values, meaning)
}

export function hasBadTexts({ badTexts }: ColumnProfile): boolean {
  return badTexts.nul + badTexts.invalid > 0
}
