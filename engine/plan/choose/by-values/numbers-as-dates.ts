import type { ColumnProfile } from '../../../source/profile/profile.ts'
import type { TypeChoice } from '../type-choice.ts'
import { isWithin } from './ranges.ts'

const EPOCHS = [
  ['s', 'timestamptz-unix-s', 'seconds'],
  ['ms', 'timestamptz-unix-ms', 'milliseconds'],
  ['us', 'timestamptz-unix-us', 'microseconds'],
  ['ns', 'timestamptz-unix-ns', 'nanoseconds'],
] as const

/** timestamptz, where every value is an epoch of one unit; zeros alone are of none. */
export function epoch(profile: ColumnProfile): TypeChoice | null {
  const { integers, reals, texts, blobs, zeros } = profile
  if (reals + texts + blobs > 0 || integers === zeros) return null
  const found = EPOCHS.find(([unit]) => profile.epochs[unit] === integers)
  if (found === undefined) return null
  const [, cast, words] = found
  const message = `Integers in a date column were read as ${words} since 1970.`
  return {
    type: 'timestamptz',
    cast,
    reason: `every integer is an epoch in ${words}`,
    note: { code: 'type-epoch', message },
  }
}

/** Julian days of 1800-01-01 and 2200-01-01: reals outside are hardly dates. */
const JULIAN_FIRST = 2378496.5
const JULIAN_LAST = 2524958.5

/** timestamp, where every value is a julian day and at least one of them a real. */
export function julian(profile: ColumnProfile): TypeChoice | null {
  const { reals, texts, blobs, minReal, maxReal } = profile
  if (reals === 0 || texts + blobs > 0 || minReal! < JULIAN_FIRST || maxReal! > JULIAN_LAST) return null
  if (!isWithin(profile, BigInt(Math.ceil(JULIAN_FIRST)), BigInt(Math.floor(JULIAN_LAST)))) return null
  const message = 'Reals in a date column were read as julian days.'
  return {
    type: 'timestamp',
    cast: 'timestamp-julian',
    reason: 'every real is a julian day',
    note: { code: 'type-julian', message },
  }
}
