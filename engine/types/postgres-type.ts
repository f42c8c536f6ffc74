import { MOST_BITS, MOST_CHARACTERS, MOST_FRACTION_OF_SECOND, MOST_PRECISION } from './limits.ts'

/** The PostgreSQL types that litelift writes values of, by the names that it uses for them, without arguments. */
export const TYPE_NAMES = [
  'boolean',
  'smallint',
  'integer',
  'bigint',
  'real',
  'double precision',
  'numeric',
  'text',
  'varchar',
  'char',
  'name',
  'bytea',
  'bit',
  'varbit',
  'date',
  'time',
  'timetz',
  'timestamp',
  'timestamptz',
  'interval',
  'uuid',
  'json',
  'jsonb',
  'inet',
  'cidr',
  'macaddr',
] as const
export type TypeName = (typeof TYPE_NAMES)[number]

/** A type of the list with its arguments taken apart. */
export interface PostgresType {
  name: TypeName
  /** Of numeric(p,s); null for numeric. */
  precision: number | null
  scale: number
  /** Characters of varchar(n) and char(n), bits of bit(n) and varbit(n); null where the type has no bound. */
  length: number | null
  /** Digits of the second that timestamp(p) and the like keep: 6 without an argument. */
  fraction: number
  /** The type is an array of this one; of any number of dimensions, as PostgreSQL has it. */
  isArray: boolean
  /** As DDL has it. Made from the parts, so that no text of a configuration gets into a statement. */
  sql: string
}

/** Other names of the same types (datatype.html), as users and format_type() write them. */
const SYNONYMS: ReadonlyMap<string, TypeName> = new Map([
  ['bool', 'boolean'],
  ['int2', 'smallint'],
  ['int', 'integer'],
  ['int4', 'integer'],
  ['int8', 'bigint'],
  ['float4', 'real'],
  ['float8', 'double precision'],
  ['decimal', 'numeric'],
  ['character varying', 'varchar'],
  ['character', 'char'],
  ['bpchar', 'char'],
  ['bit varying', 'varbit'],
  ['"bit"', 'bit'],
  ['time without time zone', 'time'],
  ['time with time zone', 'timetz'],
  ['timestamp without time zone', 'timestamp'],
  ['timestamp with time zone', 'timestamptz'],
])

/** Types whose argument counts digits of the second. */
const TIMES: ReadonlySet<TypeName> = new Set(['time', 'timetz', 'timestamp', 'timestamptz', 'interval'])
/** Types whose argument is a length, with the largest that there is. */
const LENGTHS: ReadonlyMap<TypeName, number> = new Map([
  ['varchar', MOST_CHARACTERS],
  ['char', MOST_CHARACTERS],
  ['bit', MOST_BITS],
  ['varbit', MOST_BITS],
])

/** Reads a type as a user or PostgreSQL's format_type writes it; null for one that is not in the list. */
export function parseType(text: string): PostgresType | null {
  const written = spelled(text)
  const isArray = written.endsWith('[]')
  const match = TYPE.exec(isArray ? written.slice(0, -2) : written)
  if (match === null) return null
  const [, before = '', first, second, after = ''] = match
  const word = `${before}${after}`
  const name = SYNONYMS.get(word) ?? TYPE_NAMES.find((type) => type === word)
  if (name === undefined) return null
  const element = withArguments(name, word, first, second)
  if (element === null) return null
  return isArray ? { ...element, isArray, sql: `${element.sql}[]` } : element
}

/** `timestamp(3) with time zone` has its argument in the middle. */
const TYPE = /^("?[a-z][a-z0-9 ]*?"?) ?(?:\( ?(\d{1,9}) ?(?:, ?(\d{1,4}) ?)?\))?( with(?:out)? time zone)?$/

function withArguments(
  name: TypeName,
  word: string,
  first: string | undefined,
  second: string | undefined,
): PostgresType | null {
  const plain = { name, precision: null, scale: 0, length: null, fraction: MOST_FRACTION_OF_SECOND, isArray: false }
  // These words alone are char(1) and bit(1) to PostgreSQL, unless they are its own names for the type without a bound.
  const isOne = first === undefined && ((name === 'char' && word !== 'bpchar') || (name === 'bit' && word === 'bit'))
  if (first === undefined && !isOne) return { ...plain, sql: BOUNDLESS.get(name) ?? name }
  const one = isOne ? 1 : Number(first)
  const most = LENGTHS.get(name)
  if (most !== undefined && second === undefined && one >= 1 && one <= most)
    return { ...plain, length: one, sql: `${name}(${one})` }
  if (TIMES.has(name) && second === undefined && one <= MOST_FRACTION_OF_SECOND) {
    const [, base, zone] = /^(time|timestamp|interval)(tz)?$/.exec(name)!
    return { ...plain, fraction: one, sql: `${base}(${one})${zone === undefined ? '' : ' with time zone'}` }
  }
  const scale = Number(second ?? 0)
  if (name === 'numeric' && one >= 1 && one <= MOST_PRECISION && scale <= one)
    return { ...plain, precision: one, scale, sql: `numeric(${one},${scale})` }
  return null
}

/** What PostgreSQL calls them where the name alone would mean a length of 1. */
const BOUNDLESS: ReadonlyMap<TypeName, string> = new Map([
  ['char', 'bpchar'],
  ['bit', '"bit"'],
])

/** An array's element. */
export function elementOf({ sql, ...type }: PostgresType): PostgresType {
  return { ...type, isArray: false, sql: sql.slice(0, -2) }
}

/** The name of any type without its arguments: `numeric(10,2)` → `numeric`, `timestamp(3) with time zone` → `timestamptz`. */
export function baseType(type: string): string {
  const word = spelled(type.replace(/\([^()]*\)/, ''))
  return SYNONYMS.get(word) ?? word
}

/** `numeric(10,2)` → [10, 2]; empty without arguments. */
export function typeArguments(type: string): number[] {
  const inside = /\(([\d\s,]+)\)/.exec(type)?.[1]
  return inside ? inside.split(',').map(Number) : []
}

function spelled(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().toLowerCase()
}
