import type { ColumnProfile, TableProfile } from '../../source/profile/profile.ts'
import type { Placement } from '../place/placement.ts'
import type { ColumnChoices } from '../place/user-options.ts'

/**
 * What a table's columns hold once the options have their way with empty texts and with those that PostgreSQL cannot hold.
 * `badTexts` stay as they are: whether there are any decides what has to be done about them.
 */
export function profileAsRead({ columns }: Placement, profile: TableProfile): TableProfile {
  const choices = new Map(columns.map((placed) => [placed.position, placed.choices]))
  return {
    ...profile,
    columns: profile.columns.map((column, position) => {
      const chosen = choices.get(position)
      return chosen ? withTexts(chosen.emptyAsNull ? withoutEmptyTexts(column) : column, chosen) : column
    }),
  }
}

/** What the column holds once its empty texts are NULL; the forms of texts are counted without them anyway. */
export function withoutEmptyTexts(column: ColumnProfile): ColumnProfile {
  const { texts, nulls, emptyTexts } = column
  return { ...column, texts: texts - emptyTexts, nulls: nulls + emptyTexts, emptyTexts: 0 }
}

function withTexts(column: ColumnProfile, { invalidText }: ColumnChoices): ColumnProfile {
  const { nul, invalid } = column.badTexts
  const rejected = rejectedTexts(column, invalidText)
  if (invalidText === 'fail' || invalidText === 'bytea' || nul + invalid === 0) return column
  return {
    ...column,
    texts: column.texts - rejected,
    // The profile measures no text that it cannot read; one has at most as many characters as bytes.
    longestText: rejected === nul + invalid ? column.longestText : Math.max(column.longestText, column.longestBytes),
  }
}

/** windows-1252 gives bytes a meaning; a NUL among them stays one. */
export function rejectedTexts(
  { badTexts: { nul, invalid } }: ColumnProfile,
  invalidText: ColumnChoices['invalidText'],
): number {
  if (invalidText === 'reject') return nul + invalid
  return invalidText === 'windows-1252' ? nul : 0
}
