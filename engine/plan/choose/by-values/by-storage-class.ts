import { INTEGER_TYPES } from '../../../types/limits.ts'
import type { ColumnProfile } from '../../../source/profile/profile.ts'
import type { Family } from '../family.ts'
import type { TypeChoice } from '../type-choice.ts'
import { fitsDouble, fitsInteger } from './ranges.ts'

/** The tightest type for the storage classes that there are, whatever was declared. Bytes hold everything, text all but blobs. */
export function byStorageClass(family: Family, profile: ColumnProfile): TypeChoice {
  const { integers, reals, texts, blobs } = profile
  if (blobs > 0) {
    const alone = integers + reals + texts === 0
    const reason = alone ? 'values are bytes' : 'blobs beside other values; bytes hold them all'
    return { type: 'bytea', cast: 'bytea', reason }
  }
  if (texts > 0) {
    const alone = integers + reals === 0
    const reason = alone ? 'every value is text' : 'several storage classes; text holds them all'
    return { type: 'text', cast: 'text', reason }
  }
  if (reals > 0) return numbers(profile)
  return integersOnly(family, profile)
}

function numbers(profile: ColumnProfile): TypeChoice {
  if (profile.integers === 0)
    return { type: 'double precision', cast: 'double', reason: 'every value is a real, kept bit for bit' }
  return fitsDouble(profile)
    ? { type: 'double precision', cast: 'double', reason: 'reals, and integers that a double holds exactly' }
    : { type: 'numeric', cast: 'numeric', reason: 'reals, and integers beyond what a double holds' }
}

function integersOnly(family: Family, profile: ColumnProfile): TypeChoice {
  const declared = family.name === 'integer' ? family.type : family.name === 'boolean' ? 'smallint' : 'bigint'
  const type = INTEGER_TYPES.slice(INTEGER_TYPES.indexOf(declared)).find((one) => fitsInteger(one, profile))!
  const kept = family.name === 'integer' && declared === type
  return { type, cast: type, reason: kept ? 'declared; every integer fits' : 'every value is an integer' }
}
