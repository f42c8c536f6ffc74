import { counted } from '../../../counted.ts'
import type { ColumnProfile } from '../../../source/profile/profile.ts'

/** So many values, with the noun for one and, where an s at its end does not do, for several. */
type Part = readonly [number: number, noun: string, plural?: string]

/**
 * What a column holds, every value counted once: `9,997 timestamps, 2 empty strings, 1 other text ('N/A')`. What the
 * declared type asks for comes first, what stands in its way after it.
 */
export function valuesHeld(profile: ColumnProfile): string {
  const { integers, reals, texts, blobs, emptyTexts, examples } = profile
  const formed = textsWithForm(profile)
  const others = texts - emptyTexts - formed.reduce((sum, [number]) => sum + number, 0)
  // Of a date column's integers, zeros are told apart: they often stand for none.
  const zeros = profile.forms.timestamp === undefined ? 0 : profile.zeros
  const parts: Part[] = [
    ...formed,
    [zeros, 'zero'],
    [integers - zeros, 'integer'],
    [reals, 'real'],
    [blobs, 'blob'],
    [emptyTexts, 'empty string'],
  ]
  const shown = parts.filter(([number]) => number > 0).map((part) => counted(...part))
  if (others > 0) {
    const noun = formed.length > 0 || emptyTexts > 0 ? 'other text' : 'text'
    shown.push(
      `${counted(others, noun)} (${examples.map((text) => `'${text}'`).join(', ')}${others > examples.length ? ', …' : ''})`,
    )
  }
  return shown.join(', ')
}

/** Texts that have a form of the declared type. */
function textsWithForm({ forms, loose, dated }: ColumnProfile): Part[] {
  const dates = forms.date ?? 0
  const parts: Part[] = [
    [dates, 'date'],
    // A date alone is a timestamp as well.
    [(forms.timestamp ?? 0) - dates, 'timestamp'],
    [forms.timestamptz ?? 0, 'timestamp with a zone', 'timestamps with a zone'],
    [loose.plain + loose.zoned, 'timestamp written otherwise', 'timestamps written otherwise'],
    [dated.times, 'timestamp'],
    [forms.time ?? 0, 'time'],
    [forms.boolean ?? 0, 'boolean word'],
    [forms.uuid ?? 0, 'UUID'],
    [forms.jsonb ?? 0, 'JSON text'],
    [(forms.json ?? 0) - (forms.jsonb ?? 0), 'JSON text that repeats a key', 'JSON texts that repeat a key'],
    [forms.decimal ?? 0, 'decimal text'],
  ]
  return parts.filter(([number]) => number > 0)
}
