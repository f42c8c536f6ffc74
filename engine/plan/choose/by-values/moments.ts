import { counted } from '../../../counted.ts'
import type { ColumnProfile } from '../../../source/profile/profile.ts'
import type { Family } from '../family.ts'
import type { MomentsRead } from '../read-moments.ts'
import type { TypeChoice } from '../type-choice.ts'
import type { Cast } from '../../plan.ts'

/** date, timestamp or timestamptz for a column of which every value is a moment under one reading. */
export function moments(family: Family, profile: ColumnProfile, read: MomentsRead): TypeChoice {
  const type = typeOf(family, profile, read)
  const cast = fastCast(type, read, profile.forms.date ?? 0)
  const note = noteOf(family, type, profile, read)
  const reading = cast === 'checked' ? { from: read.form, round: read.finer } : {}
  return { type, cast, ...reading, reason: reasonOf(type, read), ...(note === null ? {} : { note }) }
}

type MomentType = 'date' | 'timestamp' | 'timestamptz'

function typeOf(family: Family, profile: ColumnProfile, read: MomentsRead): MomentType {
  const isDate = family.name === 'date'
  switch (read.form) {
    case 'yyyymmdd':
      return isDate ? 'date' : 'timestamp'
    case 'julian':
      return read.zoned > 0 || family.name === 'timestamptz' ? 'timestamptz' : 'timestamp'
    case 'iso':
      // Dates and midnights are days; with a zone they are moments.
      if (isDate && read.strict && (profile.forms.date ?? 0) + profile.midnights === read.texts) return 'date'
      return read.zoned === 0 && family.name !== 'timestamptz' ? 'timestamp' : 'timestamptz'
    default:
      return 'timestamptz'
  }
}

const EPOCH_CASTS: Partial<Record<MomentsRead['form'], Cast>> = {
  'unix-s': 'timestamptz-unix-s',
  'unix-ms': 'timestamptz-unix-ms',
  'unix-us': 'timestamptz-unix-us',
  'unix-ns': 'timestamptz-unix-ns',
}

/** The cast that relies on the profile where there is one for this reading; else the one that looks at every value. */
export function fastCast(type: MomentType, { form, texts, strict, zoned }: MomentsRead, dates: number): Cast {
  if (form === 'iso' && strict) {
    if (type === 'timestamptz' || (type === 'timestamp' && zoned === 0)) return type
    return type === 'date' && dates === texts ? 'date' : 'checked'
  }
  if (texts > 0) return 'checked'
  if (form === 'julian' && type === 'timestamp') return 'timestamp-julian'
  return (type === 'timestamptz' ? EPOCH_CASTS[form] : undefined) ?? 'checked'
}

function reasonOf(type: MomentType, { numbers, texts }: MomentsRead): string {
  if (numbers === null) {
    if (type === 'date') return 'every text is a date'
    return type === 'timestamp'
      ? 'every text is a timestamp without zone'
      : 'every text is a timestamp, some or all with a zone'
  }
  return texts === 0 ? `every number is one of ${numbers.are}` : `ISO texts, and numbers of ${numbers.are}`
}

function noteOf(
  family: Family,
  type: MomentType,
  profile: ColumnProfile,
  { numbers, texts, plain, zoned, finer }: MomentsRead,
): TypeChoice['note'] | null {
  const rounded = finer ? ' What is finer than a microsecond was rounded to one.' : ''
  if (numbers !== null) {
    const kind = numbers.code === 'type-julian' ? 'Reals' : profile.reals > 0 ? 'Numbers' : 'Integers'
    const beside = texts > 0 ? ' beside ISO texts' : ''
    return { code: numbers.code, message: `${kind} in a date column${beside} were read as ${numbers.are}.${rounded}` }
  }
  if (type === 'timestamptz' && plain > 0) {
    const message = `${counted(zoned, 'timestamp')} with a zone and ${counted(plain, 'timestamp')} without; those without are taken as UTC, as SQLite does.`
    return { code: 'type-zone-mixed', message }
  }
  if (family.name !== 'date' || type === 'date') return null
  const message = `Declared as a date, but some values carry a time of day; the column becomes ${type}.`
  return { code: 'type-widened', message }
}
