import type { NoteCode } from '../notes.ts'
import type { ColumnProfile, TextForm } from '../source/profile.ts'
import type { Family } from './family.ts'
import type { Cast } from './plan.ts'

/** A type with its reason, and a note where the declared type could not be kept or the outcome needs a look. */
export interface Choice {
  type: string
  cast: Cast
  reason: string
  note?: { code: NoteCode; message: string }
}

/** Integers of larger magnitude are not all exact as doubles. */
const EXACT_DOUBLE = 2n ** 53n

/** Julian days of 1800-01-01 and 2200-01-01: reals outside are hardly dates. */
const JULIAN_FIRST = 2378496.5
const JULIAN_LAST = 2524958.5

/**
 * Chooses the tightest PostgreSQL type that holds every value of a column, starting from what its declared type
 * promises (docs/types.md). Never a type that loses a value: what fits nothing better is text or bytea.
 */
export function chooseType(family: Family, profile: ColumnProfile): Choice {
  const { integers, reals, texts, blobs } = profile
  if (integers + reals + texts + blobs === 0) return withoutValues(family)
  return (
    byFamily(family, profile) ??
    (blobs > 0
      ? bytes(family, profile)
      : texts > 0
        ? text(family, profile)
        : reals > 0
          ? numbers(family, profile)
          : integersOnly(family, profile))
  )
}

/** An empty column takes the type that its declaration names. */
function withoutValues(family: Family): Choice {
  const reason = 'declared; no values'
  switch (family.name) {
    case 'integer':
      return { type: family.type, cast: family.type, reason }
    case 'decimal':
      return { type: numericType(family), cast: 'numeric', reason }
    case 'varchar':
      return { type: `varchar(${family.length})`, cast: 'text', reason }
    case 'json':
      return { type: 'jsonb', cast: 'jsonb', reason }
    case 'real':
      return { type: 'double precision', cast: 'double', reason }
    case 'blob':
      return { type: 'bytea', cast: 'bytea', reason }
    case 'text':
    case 'any':
      return { type: 'text', cast: 'text', reason }
    default:
      return { type: family.name, cast: family.name, reason }
  }
}

/** The type that the family promises, when every value keeps the promise. */
function byFamily(family: Family, profile: ColumnProfile): Choice | null {
  const { integers, reals, texts, blobs } = profile
  const allTexts = (form: TextForm) => profile.forms[form] === texts
  switch (family.name) {
    case 'boolean':
      return reals + blobs === 0 && within(profile, 0n, 1n) && allTexts('boolean')
        ? { type: 'boolean', cast: 'boolean', reason: 'declared boolean; every value is one' }
        : null
    case 'date':
      if (integers + reals + blobs > 0) return null
      if (allTexts('date')) return { type: 'date', cast: 'date', reason: 'every text is a date' }
      return timestamps(profile, 'type-widened')
    case 'timestamp':
    case 'timestamptz':
      return (
        timestamps(profile, family.name === 'timestamptz' ? 'declared-zone' : null) ?? epoch(profile) ?? julian(profile)
      )
    case 'time':
      return integers + reals + blobs === 0 && allTexts('time')
        ? { type: 'time', cast: 'time', reason: 'every text is a time of day' }
        : null
    case 'uuid':
      return integers + reals === 0 && allTexts('uuid') && profile.blobs16 === blobs
        ? { type: 'uuid', cast: 'uuid', reason: 'every value is a UUID' }
        : null
    case 'json':
      return reals + blobs === 0 && allTexts('json')
        ? { type: 'jsonb', cast: 'jsonb', reason: 'every text is valid JSON' }
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

function timestamps(profile: ColumnProfile, why: 'type-widened' | 'declared-zone' | null): Choice | null {
  const { integers, reals, texts, blobs } = profile
  const plain = profile.forms.timestamp ?? 0
  const zoned = profile.forms.timestamptz ?? 0
  if (texts === 0 || integers + reals + blobs > 0 || plain + zoned !== texts) return null
  if (zoned === 0 && why !== 'declared-zone') {
    const choice: Choice = { type: 'timestamp', cast: 'timestamp', reason: 'every text is a timestamp without zone' }
    if (why === 'type-widened')
      choice.note = {
        code: why,
        message: 'Declared as a date, but some values carry a time of day; the column became timestamp.',
      }
    return choice
  }
  const choice: Choice = {
    type: 'timestamptz',
    cast: 'timestamptz',
    reason: 'every text is a timestamp, some or all with a zone',
  }
  if (plain > 0) {
    choice.note = {
      code: 'type-zone-mixed',
      message: `${count(zoned, 'timestamp')} with a zone and ${count(plain, 'timestamp')} without; those without are taken as UTC, as SQLite does.`,
    }
  }
  return choice
}

const EPOCHS = [
  ['s', 'timestamptz-unix-s', 'seconds'],
  ['ms', 'timestamptz-unix-ms', 'milliseconds'],
  ['us', 'timestamptz-unix-us', 'microseconds'],
] as const

function epoch(profile: ColumnProfile): Choice | null {
  const { integers, reals, texts, blobs, maxInteger } = profile
  if (integers === 0 || reals + texts + blobs > 0 || maxInteger === 0n) return null
  for (const [unit, cast, words] of EPOCHS) {
    if (profile.epochs[unit] !== integers) continue
    const message = `Integers in a date column were read as ${words} since 1970.`
    return {
      type: 'timestamptz',
      cast,
      reason: `every integer is an epoch in ${words}`,
      note: { code: 'type-epoch', message },
    }
  }
  return null
}

function julian(profile: ColumnProfile): Choice | null {
  const { reals, texts, blobs, minReal, maxReal } = profile
  if (reals === 0 || texts + blobs > 0 || minReal! < JULIAN_FIRST || maxReal! > JULIAN_LAST) return null
  if (!within(profile, BigInt(Math.ceil(JULIAN_FIRST)), BigInt(Math.floor(JULIAN_LAST)))) return null
  const message = 'Reals in a date column were read as julian days.'
  return {
    type: 'timestamp',
    cast: 'timestamp-julian',
    reason: 'every real is a julian day',
    note: { code: 'type-julian', message },
  }
}

function decimal(family: { precision: number | null; scale: number }, profile: ColumnProfile): Choice {
  const { precision, scale } = family
  const type = numericType(family)
  if (precision === null) return { type, cast: 'numeric', reason: 'declared without precision' }
  // numeric(1,1) cannot hold 4.5, and neither it nor any numeric(p,s) holds infinity.
  const fits = profile.wholeDigits <= precision - scale && profile.fractionDigits <= scale && profile.infinities === 0
  if (fits) return { type, cast: 'numeric', reason: 'declared; every value fits without rounding' }
  return {
    type: 'numeric',
    cast: 'numeric',
    reason: `values do not fit ${type} without rounding`,
    note: {
      code: 'type-widened',
      message: `Values have up to ${count(profile.wholeDigits, 'digit')} before and ${profile.fractionDigits} after the point, more than ${type} holds; the column became numeric.`,
    },
  }
}

function numericType({ precision, scale }: { precision: number | null; scale: number }): string {
  return precision === null ? 'numeric' : `numeric(${precision},${scale})`
}

function characters(length: number, profile: ColumnProfile): Choice {
  if (profile.longestText <= length)
    return { type: `varchar(${length})`, cast: 'text', reason: 'declared; every text fits' }
  return {
    type: 'text',
    cast: 'text',
    reason: `texts are longer than ${length} characters`,
    note: {
      code: 'type-widened',
      message: `The longest text has ${profile.longestText} characters, declared are ${length}; the column became text.`,
    },
  }
}

/** Bytes hold everything: texts as their UTF-8, numbers as SQLite casts them. */
function bytes(family: Family, profile: ColumnProfile): Choice {
  const choice: Choice = { type: 'bytea', cast: 'bytea', reason: 'values are bytes' }
  const onlyBlobs = profile.integers + profile.reals + profile.texts === 0
  if (!onlyBlobs) {
    choice.reason = 'blobs beside other values; bytes hold them all'
    choice.note = { code: 'type-mixed-classes', message: `The column holds ${classes(profile)}; it became bytea.` }
  } else if (family.name !== 'blob' && family.name !== 'any') {
    choice.note = { code: 'type-mixed-classes', message: `The column holds ${classes(profile)} only; it became bytea.` }
  }
  return choice
}

function text(family: Family, profile: ColumnProfile): Choice {
  const onlyTexts = profile.integers + profile.reals === 0
  if (onlyTexts && (family.name === 'text' || family.name === 'any')) {
    return { type: 'text', cast: 'text', reason: 'every value is text' }
  }
  const promised = promisedForm(family)
  if (promised && onlyTexts) {
    return {
      type: 'text',
      cast: 'text',
      reason: `not every text is ${promised}`,
      note: { code: 'type-form-unmet', message: `${formCounts(profile)}; the column stays text.` },
    }
  }
  return {
    type: 'text',
    cast: 'text',
    reason: onlyTexts ? 'every value is text' : 'several storage classes; text holds them all',
    note: {
      code: 'type-mixed-classes',
      message: `The column holds ${classes(profile)}; it became text, numbers as SQLite casts them.`,
    },
  }
}

function promisedForm(family: Family): string | null {
  switch (family.name) {
    case 'boolean':
      return 'a boolean'
    case 'date':
      return 'a date'
    case 'timestamp':
    case 'timestamptz':
      return 'a timestamp'
    case 'time':
      return 'a time of day'
    case 'json':
      return 'valid JSON'
    case 'uuid':
      return 'a UUID'
    default:
      return null
  }
}

function formCounts(profile: ColumnProfile): string {
  const counted = Object.entries(profile.forms).map(([form, number]) => `${number} as ${form}`)
  const empty = profile.emptyTexts > 0 ? `, ${count(profile.emptyTexts, 'empty string')}` : ''
  return `Of ${count(profile.texts, 'text')}, ${counted.join(', ')}${empty}`
}

/** Reals, with or without integers. */
function numbers(family: Family, profile: ColumnProfile): Choice {
  if (profile.integers === 0 && (family.name === 'real' || family.name === 'any')) {
    return { type: 'double precision', cast: 'double', reason: 'every value is a real, kept bit for bit' }
  }
  const message = `The column holds ${classes(profile)}`
  if (within(profile, -EXACT_DOUBLE, EXACT_DOUBLE)) {
    return {
      type: 'double precision',
      cast: 'double',
      reason: 'reals, and integers that a double holds exactly',
      note: {
        code: 'type-mixed-classes',
        message: `${message}; it became double precision, which holds them exactly.`,
      },
    }
  }
  return {
    type: 'numeric',
    cast: 'numeric',
    reason: 'reals, and integers beyond what a double holds',
    note: { code: 'type-mixed-classes', message: `${message}, some integers beyond 2^53; it became numeric.` },
  }
}

function integersOnly(family: Family, profile: ColumnProfile): Choice {
  const declared = family.name === 'integer' ? family.type : null
  const type =
    declared && fitsInteger(declared, profile)
      ? declared
      : fitsInteger('integer', profile) && declared === 'smallint'
        ? 'integer'
        : 'bigint'
  if (declared === type) return { type, cast: type, reason: 'declared; every integer fits' }
  if (family.name === 'any') return { type, cast: type, reason: 'every value is an integer' }
  const range = `Integers run from ${profile.minInteger} to ${profile.maxInteger}`
  return {
    type,
    cast: type,
    reason: 'every value is an integer',
    note: {
      code: 'type-widened',
      message: `${range}, beyond what the declared type promises; the column became ${type}.`,
    },
  }
}

const RANGES = { smallint: 2n ** 15n, integer: 2n ** 31n, bigint: 2n ** 63n }

/** Whether every INTEGER of the column fits one of PostgreSQL's integer types. */
export function fitsInteger(type: keyof typeof RANGES, profile: ColumnProfile): boolean {
  return within(profile, -RANGES[type], RANGES[type] - 1n)
}

function within({ minInteger, maxInteger }: ColumnProfile, low: bigint, high: bigint): boolean {
  return minInteger === null || maxInteger === null || (minInteger >= low && maxInteger <= high)
}

function classes(profile: ColumnProfile): string {
  const counted = [
    [profile.integers, 'integer'],
    [profile.reals, 'real'],
    [profile.texts, 'text'],
    [profile.blobs, 'blob'],
  ] as const
  return counted
    .filter(([number]) => number > 0)
    .map(([number, word]) => count(number, word))
    .join(', ')
}

function count(number: number, word: string): string {
  return `${number.toLocaleString('en-US')} ${word}${number === 1 ? '' : 's'}`
}
