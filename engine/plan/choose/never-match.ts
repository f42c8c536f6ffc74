import type { ColumnProfile, TextForm } from '../../source/profile/profile.ts'

/**
 * Whether no value of a referencing column can equal one of the referenced column, as far as their profiles tell: integers
 * against texts of which none is an integer, or texts that all have a form which none of the others has. SQLite gives the
 * referencing value the affinity of the referenced column before it compares them (foreignkeys.html §3).
 */
export function neverMatch(child: ColumnProfile, parent: ColumnProfile): boolean {
  if (!holdsTextsOnly(parent) || child.reals + child.blobs > 0) return false
  if (child.texts === 0) return child.integers > 0 && isShort(child) && hasNone(parent, 'integer')
  return child.integers === 0 && FORMS.some((form) => child.forms[form] === child.texts && hasNone(parent, form))
}

/** Forms that say all of a text: what has none of it is another text. */
const FORMS: TextForm[] = ['uuid', 'time', 'jsonb', 'integer']

function holdsTextsOnly({ integers, reals, blobs }: ColumnProfile): boolean {
  return integers + reals + blobs === 0
}

function hasNone({ texts, forms }: ColumnProfile, form: TextForm): boolean {
  return texts === 0 || forms[form] === 0
}

/** The form counts integers of at most 18 digits. */
function isShort({ minInteger, maxInteger }: ColumnProfile): boolean {
  return minInteger !== null && maxInteger !== null && minInteger > -LONG && maxInteger < LONG
}

const LONG = 10n ** 18n
