import type { ColumnProfile } from '../../source/profile/profile.ts'
import { chooseType } from './choose-type.ts'
import { familyOf } from './family.ts'
import type { PlacedColumn } from '../place/place-columns.ts'
import type { TypeChoice } from './type-choice.ts'
import { newCast } from './user-cast.ts'

/** The user's cast, or what the values show. */
export function chooseColumn({ column, choices, meaning }: PlacedColumn, values: ColumnProfile): TypeChoice {
  if (choices.cast) return newCast(choices.cast)
  if (choices.invalidText === 'bytea' && hasBadTexts(values))
    return { type: 'bytea', cast: 'bytea', reason: 'texts that PostgreSQL cannot hold; your invalidText' }
  return chooseType(familyOf(column.declared, column.affinity), values, meaning)
}

export function hasBadTexts({ badTexts }: ColumnProfile): boolean {
  return badTexts.nul + badTexts.invalid > 0
}
