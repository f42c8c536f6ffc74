import { grouped } from '../../../counted.ts'
import type { ColumnProfile } from '../../../source/profile/profile.ts'
import { formsOf, type Family } from '../family.ts'
import type { TypeChoice } from '../type-choice.ts'
import { likelyForm } from '../read-moments.ts'
import { promisedType } from './promise.ts'
import { valuesHeld } from './values-held.ts'

/**
 * Says what stood in the way of the declared type, and the option that would take it; undefined where the choice is what
 * was declared. `withoutEmpty` is the type that the column would get without its empty strings, null when they do not matter.
 */
export function noteUnmet(
  family: Family,
  profile: ColumnProfile,
  choice: TypeChoice,
  withoutEmpty: string | null,
): TypeChoice['note'] {
  if (isDeclared(family, profile, choice.type)) return undefined
  const onlyIntegers = profile.reals + profile.texts + profile.blobs === 0
  if (onlyIntegers && (family.name === 'integer' || family.name === 'boolean')) {
    const message = `Integers run from ${shown(profile.minInteger)} to ${shown(profile.maxInteger)}, beyond what the declared type promises; the column becomes ${choice.type}.`
    return { code: 'type-widened', message }
  }
  const code = formsOf(family).length > 0 ? 'type-form-unmet' : 'type-mixed-classes'
  const hint = hintOf(family, profile, choice.type, withoutEmpty)
  const message = `${valuesHeld(profile)}${hint === null ? '' : `; ${hint}`}. The column becomes ${choice.type}${asText(profile, choice)}.`
  return { code, message }
}

/** How numbers are written in a column of texts (stage/encode/sqlite-text.ts). */
function asText({ integers, reals }: ColumnProfile, { type }: TypeChoice): string {
  if (type !== 'text' || integers + reals === 0) return ''
  return reals > 0 ? ', numbers as SQLite casts them (reals with up to 17 digits)' : ', numbers as SQLite casts them'
}

function shown(integer: bigint | null): string {
  return integer === null ? 'none' : grouped(integer)
}

/** Values of one class are what a column without a type declares; `text` is the name of its family and of its type. */
function isDeclared(family: Family, { integers, reals, texts, blobs }: ColumnProfile, type: string): boolean {
  const classes = [integers, reals, texts, blobs].filter((number) => number > 0).length
  if (classes > 1) return false
  return family.name === 'any' || type === (promisedType(family) ?? family.name)
}

function hintOf(family: Family, profile: ColumnProfile, type: string, withoutEmpty: string | null): string | null {
  if (withoutEmpty !== null && withoutEmpty !== type) return `\`emptyAsNull\` gives ${withoutEmpty}`
  const { integers, reals, blobs, emptyTexts } = profile
  if (blobs > 0) return null
  if (profile.loose.finer > 0) return 'a cast to timestamptz with `round` reads those finer than a microsecond as well'
  const promised = promisedType(family)
  const isNumber = ['integer', 'real', 'decimal', 'boolean', 'json'].includes(family.name)
  const some = Object.values(profile.forms).some((number) => number > 0) || (isNumber && integers + reals > 0)
  if (promised === null || !some) return epochHint(profile)
  const cast = `a cast to ${promised}`
  // The profile counts t, f, true and false alone.
  if (promised === 'boolean' && profile.texts > emptyTexts)
    return `${emptyTexts > 0 ? `\`emptyAsNull\` with ${cast}` : cast} takes yes, no, on and off as well, and refuses others`
  return `${emptyTexts > 0 ? `\`emptyAsNull\` with ${cast}` : cast} refuses what is no ${promised}`
}

/** The reading in which most numbers of a date column could be moments. */
function epochHint(profile: ColumnProfile): string | null {
  const { forms, integers, reals, texts, zeros, emptyTexts } = profile
  if (forms.timestamp === undefined) return null
  if (integers === zeros || reals > 0 || texts > emptyTexts) return null
  const likely = likelyForm(profile)
  return likely && `a cast from ${likely.form}${likely.rounded ? ' with `round`' : ''} reads ${likely.numbers} of them`
}
