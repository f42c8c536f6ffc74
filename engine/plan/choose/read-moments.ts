import { grouped } from '../../counted.ts'
import type { MomentForm } from '../../options/source-form.ts'
import type { ColumnProfile } from '../../source/profile/profile.ts'
import { isWithin } from './by-values/ranges.ts'

/** How all values of a column stand for moments: ISO texts, numbers of one unit, or both side by side. */
export interface MomentsRead {
  /** What the numbers count; `iso` where there are none. */
  form: MomentForm
  /** What the numbers are, for a note and a reason; null without numbers. */
  numbers: { are: string; code: 'type-epoch' | 'type-julian' } | null
  texts: number
  /** Texts that name a zone, and those that do not. */
  zoned: number
  plain: number
  /** Every text is written as the encoder's fast casts read it. */
  strict: boolean
  /** Some numbers are finer than a microsecond, because doubles have no better ones. */
  finer: boolean
  /** Numbers below zero are among them. */
  negative: boolean
}

/**
 * The one reading under which every value is a moment; null where some value has none, or where there are several.
 * `meaning` is what the file's own format says that numbers count (Core Data), null for an ordinary file.
 */
export function readMoments(profile: ColumnProfile, meaning: MomentForm | null): MomentsRead | null {
  const { integers, reals, texts, blobs, zeros, forms, loose } = profile
  const plain = (forms.timestamp ?? 0) + loose.plain
  const zoned = (forms.timestamptz ?? 0) + loose.zoned
  if (blobs > 0 || plain + zoned !== texts || integers + reals + texts === 0) return null
  // To round them is the user's to say.
  if (loose.finer > 0) return null
  const strict = loose.plain + loose.zoned === 0
  const ofTexts = { texts, zoned, plain, strict, finer: false, negative: false }
  if (integers + reals === 0) return { ...ofTexts, form: 'iso', numbers: null }
  const read = meaning === null ? readNumbers(profile) : readAs(meaning, profile)
  // Beside ISO texts a zero is hardly the first second of 1970.
  if (read === null || (texts > 0 && zeros > 0)) return null
  return { ...ofTexts, ...read }
}

type Numbers = Pick<MomentsRead, 'form' | 'numbers' | 'negative'> & { finer?: boolean }

function readNumbers(profile: ColumnProfile): Numbers | null {
  return profile.reals > 0 ? julian(profile) : (dayNumbers(profile) ?? epoch(profile))
}

const UNITS = [
  ['s', 'unix-s', 'seconds', 1n],
  ['ms', 'unix-ms', 'milliseconds', 1000n],
  ['us', 'unix-us', 'microseconds', 1_000_000n],
  ['ns', 'unix-ns', 'nanoseconds', 1_000_000_000n],
] as const

/** Seconds before 1970 that 1900 is away. */
const BEFORE_1970 = 2_208_988_800n
const DAY = 86_400n

/**
 * Epochs of one unit by their magnitude; what is below zero is of the unit of the others, from 1900 to the last day but one
 * before 1970. Zeros alone are of none.
 */
function epoch(profile: ColumnProfile): Numbers | null {
  const { integers, zeros, negatives, nearestNegative, epochs, minInteger } = profile
  const found = UNITS.find(([unit]) => epochs[unit] > zeros && epochs[unit] + negatives === integers)
  if (found === undefined) return null
  const [unit, form, words, factor] = found
  if (nearestNegative !== null) {
    // How finely nanoseconds below zero are given is not counted; and -1 says that there is none.
    const isPlausible = nearestNegative <= -DAY * factor && minInteger! >= -BEFORE_1970 * factor
    if (unit === 'ns' || !isPlausible) return null
  }
  return { form, numbers: { are: `${words} since 1970`, code: 'type-epoch' }, negative: negatives > 0 }
}

/** Days as eight digits: as seconds they would all be of August 1970 or thereabouts. */
function dayNumbers({ integers, dayNumbers: days }: ColumnProfile): Numbers | null {
  if (days === 0 || days !== integers) return null
  return { form: 'yyyymmdd', numbers: { are: 'days of eight digits (yyyymmdd)', code: 'type-epoch' }, negative: false }
}

/** Julian days of 1800-01-01 and 2200-01-01: reals outside are hardly dates. */
const JULIAN_FIRST = 2378496.5
const JULIAN_LAST = 2524958.5

/** Where at least one is a real. */
function julian(profile: ColumnProfile): Numbers | null {
  const { minReal, maxReal } = profile
  if (minReal! < JULIAN_FIRST || maxReal! > JULIAN_LAST) return null
  if (!isWithin(profile, BigInt(Math.ceil(JULIAN_FIRST)), BigInt(Math.floor(JULIAN_LAST)))) return null
  return { form: 'julian', numbers: { are: 'julian days', code: 'type-julian' }, negative: false }
}

/** Seconds from 2001 to the years 2 and 9998. */
const APPLE_MOST = 62_000_000_000

/** What the format says of all numbers, as long as they are moments at all. */
function readAs(form: MomentForm, profile: ColumnProfile): Numbers | null {
  const { minReal, maxReal, fractionDigits } = profile
  const isFar = !isWithin(profile, BigInt(-APPLE_MOST), BigInt(252_000_000_000))
  if (form !== 'apple' || isFar || (minReal ?? 0) < -APPLE_MOST || (maxReal ?? 0) > 252e9) return null
  // Doubles of today's seconds since 2001 have up to seven digits after the point, one more than a microsecond.
  return {
    form,
    numbers: { are: 'seconds since 2001', code: 'type-epoch' },
    negative: true,
    finer: fractionDigits > 6,
  }
}

/** The form in which most integers of a column could be moments, with their number; null where few could. */
export function likelyForm(profile: ColumnProfile): { form: MomentForm; rounded: boolean; numbers: string } | null {
  const { epochs, zeros, integers, dayNumbers: days } = profile
  const counts: [MomentForm, number, boolean][] = [
    ['yyyymmdd', days, false],
    ['unix-s', epochs.s - zeros, false],
    ['unix-ms', epochs.ms - zeros, false],
    ['unix-us', epochs.us - zeros, false],
    ['unix-ns', epochs.ns - zeros + epochs.finerThanUs, epochs.finerThanUs > 0],
  ]
  const [form, number, rounded] = counts.reduce((most, one) => (one[1] > most[1] ? one : most))
  return integers === 0 || number <= 0 ? null : { form, rounded, numbers: grouped(number) }
}
