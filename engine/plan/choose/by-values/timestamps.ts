import { counted } from '../../../counted.ts'
import type { ColumnProfile } from '../../../source/profile/profile.ts'
import type { Family } from '../family.ts'
import type { TypeChoice } from '../type-choice.ts'

/** timestamp or timestamptz, where every value is an ISO text; SQLite takes one without zone as UTC (lang_datefunc.html). */
export function timestamps(family: Family, profile: ColumnProfile): TypeChoice | null {
  const { integers, reals, texts, blobs } = profile
  const plain = profile.forms.timestamp ?? 0
  const zoned = profile.forms.timestamptz ?? 0
  if (texts === 0 || integers + reals + blobs > 0 || plain + zoned !== texts) return null
  const choice: TypeChoice =
    zoned === 0 && family.name !== 'timestamptz'
      ? { type: 'timestamp', cast: 'timestamp', reason: 'every text is a timestamp without zone' }
      : { type: 'timestamptz', cast: 'timestamptz', reason: 'every text is a timestamp, some or all with a zone' }
  const note = noteOf(family, choice.type, plain, zoned)
  return note === null ? choice : { ...choice, note }
}

function noteOf(family: Family, type: string, plain: number, zoned: number): TypeChoice['note'] | null {
  if (type === 'timestamptz' && plain > 0) {
    const message = `${counted(zoned, 'timestamp')} with a zone and ${counted(plain, 'timestamp')} without; those without are taken as UTC, as SQLite does.`
    return { code: 'type-zone-mixed', message }
  }
  if (family.name !== 'date') return null
  const message = `Declared as a date, but some values carry a time of day; the column became ${type}.`
  return { code: 'type-widened', message }
}
