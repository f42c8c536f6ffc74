import { grouped } from '../../../counted.ts'
import type { ColumnProfile, TextForm } from '../../../source/profile/profile.ts'
import type { MomentForm } from '../../../options/source-form.ts'
import type { Family } from '../family.ts'
import { readMoments } from '../read-moments.ts'
import type { TypeChoice } from '../type-choice.ts'
import { decimal } from './decimal.ts'
import { isWithin } from './ranges.ts'
import { moments } from './moments.ts'
import { noteGuidOrder } from './note-guid-order.ts'
import { times } from './times.ts'

/** The type that the declared one promises, or the nearest that keeps what it says; null when some value breaks the promise. */
export function byFamily(family: Family, profile: ColumnProfile, meaning: MomentForm | null): TypeChoice | null {
  const { integers, reals, texts, blobs } = profile
  const allTexts = (form: TextForm) => profile.forms[form] === texts
  switch (family.name) {
    case 'boolean':
      return reals + blobs === 0 && isWithin(profile, 0n, 1n) && allTexts('boolean')
        ? { type: 'boolean', cast: 'boolean', reason: 'declared boolean; every value is one' }
        : null
    case 'date':
    case 'timestamp':
    case 'timestamptz': {
      const read = readMoments(profile, meaning)
      // A day that is counted in seconds has a time of day.
      const isOfDays = family.name !== 'date' || read?.form === 'iso' || read?.form === 'yyyymmdd'
      return read && isOfDays ? moments(family, profile, read) : null
    }
    case 'time':
      return integers + reals + blobs === 0 ? times(profile) : null
    case 'uuid':
      return integers + reals === 0 && allTexts('uuid') && profile.blobs16 === blobs ? uuids(profile) : null
    case 'json':
      // SQLite's affinity for the word JSON makes numbers of texts that look like some; JSON has no infinity.
      return profile.infinities === 0 && allTexts('jsonb') && profile.jsonBlobs === blobs
        ? { type: 'jsonb', cast: 'jsonb', reason: 'every value is valid JSON' }
        : null
    case 'decimal':
      return blobs === 0 && allTexts('decimal') ? decimal(family, profile) : null
    case 'varchar':
      return integers + reals + blobs === 0 ? characters(family.length, profile) : null
    case 'blob':
      return integers + reals === 0 ? { type: 'bytea', cast: 'bytea', reason: 'declared as bytes' } : null
    default:
      return null
  }
}

function uuids({ blobs, guids: { order } }: ColumnProfile): TypeChoice {
  if (blobs > 0 && order === 'swapped') {
    const reason = 'every value is a UUID; bytes are as .NET writes a Guid'
    return { type: 'uuid', cast: 'checked', from: 'guid-le', reason, note: noteGuidOrder(order) }
  }
  const note = blobs > 0 && order === 'unknown' ? { note: noteGuidOrder(order) } : {}
  return { type: 'uuid', cast: 'uuid', reason: 'every value is a UUID', ...note }
}

function characters(length: number, { longestText }: ColumnProfile): TypeChoice {
  if (longestText <= length) return { type: `varchar(${length})`, cast: 'text', reason: 'declared; every text fits' }
  const message = `The longest text has ${grouped(longestText)} characters, declared are ${grouped(length)}; the column becomes text.`
  return {
    type: 'text',
    cast: 'text',
    reason: `texts are longer than ${length} characters`,
    note: { code: 'type-widened', message },
  }
}
