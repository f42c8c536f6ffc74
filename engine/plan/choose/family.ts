import { parseDeclaredType } from '../../source/schema/declared-type.ts'
import type { TextForm } from '../../source/profile/profile.ts'
import type { Affinity } from '../../source/schema/schema.ts'
import { MOST_CHARACTERS, MOST_PRECISION, type IntegerType } from '../../types/limits.ts'

/** What a declared type promises about its values, beyond SQLite's affinity. */
export type Family =
  | { name: SimpleFamily }
  | { name: 'integer'; type: IntegerType }
  | { name: 'decimal'; precision: number | null; scale: number }
  | { name: 'varchar'; length: number }

/** The families that say everything by their name. */
type SimpleFamily =
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'time'
  | 'json'
  | 'uuid'
  | 'real'
  | 'text'
  | 'blob'
  | 'any'

/** Declared words, upper case without arguments. What is not here follows SQLite's affinity. */
const WORDS: ReadonlyMap<string, SimpleFamily | 'decimal'> = new Map([
  ['BOOLEAN', 'boolean'],
  ['BOOL', 'boolean'],
  ['BIT', 'boolean'],
  ['DATE', 'date'],
  ['DATETIME', 'timestamp'],
  ['DATETIME2', 'timestamp'],
  ['SMALLDATETIME', 'timestamp'],
  ['TIMESTAMP', 'timestamp'],
  ['TIMESTAMP WITHOUT TIME ZONE', 'timestamp'],
  ['TIMESTAMPTZ', 'timestamptz'],
  ['TIMESTAMP WITH TIME ZONE', 'timestamptz'],
  ['DATETIMEOFFSET', 'timestamptz'],
  ['TIME', 'time'],
  ['TIME WITHOUT TIME ZONE', 'time'],
  ['JSON', 'json'],
  ['JSONB', 'json'],
  ['UUID', 'uuid'],
  ['GUID', 'uuid'],
  ['UNIQUEIDENTIFIER', 'uuid'],
  // SeaORM's words, which have the affinity of TEXT.
  ['DATETIME_TEXT', 'timestamp'],
  ['TIMESTAMP_TEXT', 'timestamp'],
  ['TIMESTAMP_WITH_TIMEZONE_TEXT', 'timestamptz'],
  ['DATE_TEXT', 'date'],
  ['TIME_TEXT', 'time'],
  ['JSON_TEXT', 'json'],
  ['JSONB_TEXT', 'json'],
  ['UUID_TEXT', 'uuid'],
  ['NUMERIC', 'decimal'],
  ['DECIMAL', 'decimal'],
  ['DEC', 'decimal'],
  ['NUMBER', 'decimal'],
  ['MONEY', 'decimal'],
  ['SMALLMONEY', 'decimal'],
  ['CURRENCY', 'decimal'],
])

const SMALL_INTEGERS = new Set(['SMALLINT', 'TINYINT', 'INT2'])
const INTEGERS = new Set(['INT', 'MEDIUMINT', 'INT4'])
const CHARACTERS =
  /^(N?VARCHAR2?|N?CHAR|CHARACTER|CHARACTER VARYING|VARYING CHARACTER|NATIVE CHARACTER|NATIONAL CHARACTER|NATIONAL CHARACTER VARYING)$/

export function familyOf(declared: string, affinity: Affinity): Family {
  const {
    word,
    arguments: [first, second],
  } = parseDeclaredType(declared)
  if (word === 'TINYINT' && first === 1) return { name: 'boolean' }
  const known = WORDS.get(word)
  if (known === 'decimal') {
    const bounded =
      first !== undefined &&
      first >= 1 &&
      first <= MOST_PRECISION &&
      (second ?? 0) >= 0 &&
      // More is possible since PostgreSQL 15 only, and means numbers below 1.
      (second ?? 0) <= first
    return { name: 'decimal', precision: bounded ? first : null, scale: bounded ? (second ?? 0) : 0 }
  }
  if (known) return { name: known }
  if (CHARACTERS.test(word) && first !== undefined && first >= 1 && first <= MOST_CHARACTERS) {
    return { name: 'varchar', length: first }
  }
  switch (affinity) {
    case 'integer':
      return {
        name: 'integer',
        type: SMALL_INTEGERS.has(word) ? 'smallint' : INTEGERS.has(word) ? 'integer' : 'bigint',
      }
    case 'real':
      return { name: 'real' }
    case 'text':
      return { name: 'text' }
    case 'blob':
      return { name: word.includes('BLOB') ? 'blob' : 'any' }
    case 'numeric':
      return { name: 'any' }
  }
}

/** Which text forms the profile has to count for a column of this family. */
export function formsOf(family: Family): readonly TextForm[] {
  switch (family.name) {
    case 'boolean':
      return ['boolean']
    case 'date':
      return ['date', 'timestamp', 'timestamptz']
    case 'timestamp':
    case 'timestamptz':
      return ['timestamp', 'timestamptz']
    case 'time':
      return ['time']
    case 'json':
      return ['jsonb', 'json']
    case 'uuid':
      return ['uuid']
    case 'decimal':
      return ['decimal']
    default:
      return []
  }
}
