import { MOST_CHARACTERS, MOST_PRECISION } from './limits.ts'

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
  'bytea',
  'date',
  'time',
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
  /** Of varchar(n); null for varchar. */
  length: number | null
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
  ['time without time zone', 'time'],
  ['timestamp without time zone', 'timestamp'],
  ['timestamp with time zone', 'timestamptz'],
])

/** Reads a type as a user or PostgreSQL's format_type writes it; null for one that is not in the list. */
export function parseType(text: string): PostgresType | null {
  const match = TYPE.exec(spelled(text))
  if (match === null) return null
  const word = match[1]!
  const name = SYNONYMS.get(word) ?? TYPE_NAMES.find((type) => type === word)
  if (name === undefined) return null
  const first = match[2] === undefined ? null : Number(match[2])
  const second = match[3] === undefined ? 0 : Number(match[3])
  const type = { name, precision: null, scale: 0, length: null, sql: name as string }
  if (first === null) return type
  if (name === 'numeric' && first >= 1 && first <= MOST_PRECISION && second <= first) {
    return { ...type, precision: first, scale: second, sql: `numeric(${first},${second})` }
  }
  if (name === 'varchar' && match[3] === undefined && first >= 1 && first <= MOST_CHARACTERS) {
    return { ...type, length: first, sql: `varchar(${first})` }
  }
  return null
}

const TYPE = /^([a-z][a-z0-9 ]*?) ?(?:\( ?(\d{1,9}) ?(?:, ?(\d{1,4}) ?)?\))?$/

/** The name of any type without its arguments: `numeric(10,2)` → `numeric`, `timestamp(3) with time zone` → `timestamptz`. */
export function baseType(type: string): string {
  const word = spelled(type.replace(/\(.*?\)/, ''))
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
