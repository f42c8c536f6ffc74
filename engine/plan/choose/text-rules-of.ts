import type { ColumnProfile } from '../../source/profile/profile.ts'
import type { PlacedColumn } from '../place/place-columns.ts'
import type { ColumnPlan } from '../plan.ts'
import { hasBadTexts } from './choose-column.ts'

/** What is done to texts before they are encoded: nothing where the profile shows that there is nothing to do. */
export function textRulesOf(
  { choices }: PlacedColumn,
  values: ColumnProfile,
  type: string,
): Pick<ColumnPlan, 'emptyAsNull' | 'invalidText'> {
  const { emptyAsNull, invalidText } = choices
  const isNeeded = type !== 'bytea' && invalidText !== 'bytea' && hasBadTexts(values)
  return { emptyAsNull, invalidText: isNeeded ? invalidText : 'fail' }
}
