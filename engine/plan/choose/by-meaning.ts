import type { ColumnProfile, TextForm } from '../../source/profile/profile.ts'
import type { TextMeaning } from '../place/presets.ts'
import { byFamily } from './by-values/by-family.ts'
import type { TypeChoice } from './type-choice.ts'

/** Forms that tell a meaning from the others. */
export function formsOfMeanings(meanings: readonly TextMeaning[]): readonly TextForm[] {
  return meanings.includes('timestamp') ? [...meanings, 'timestamptz'] : meanings
}

/** The type of the meaning that every value of a text column has; null for none, for numbers and blobs, and without values. */
export function byMeaning(meanings: readonly TextMeaning[], profile: ColumnProfile): TypeChoice | null {
  const { integers, reals, texts, blobs, forms, loose } = profile
  if (meanings.length === 0 || texts === 0 || integers + reals + blobs > 0) return null
  if (meanings.includes('timestamp') && loose.finer > 0) return tooFine(profile)
  const name = meanings.find((meaning) => meaning !== 'timestamp' && forms[meaning] === texts) ?? 'timestamp'
  return meanings.includes(name) ? byFamily({ name }, profile, null) : null
}

/** .NET writes seven digits of the second; to round them is the user's to say. */
function tooFine({ forms, loose, texts }: ColumnProfile): TypeChoice | null {
  const moments = (forms.timestamp ?? 0) + (forms.timestamptz ?? 0) + loose.plain + loose.zoned
  if (moments !== texts) return null
  const type = (forms.timestamptz ?? 0) + loose.zoned > 0 ? 'timestamptz' : 'timestamp'
  const message = `Every text is a moment, some finer than a microsecond; a cast to ${type} with \`round\` takes them. The column becomes text.`
  return {
    type: 'text',
    cast: 'text',
    reason: 'moments finer than a microsecond',
    note: { code: 'type-form-unmet', message },
  }
}
