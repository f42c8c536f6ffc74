/** The PostgreSQL types that a cast may name, without their arguments. */
export const TARGET_TYPES = [
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
export type TargetTypeName = (typeof TARGET_TYPES)[number]

/** A type of the list with its arguments taken apart. */
export interface TargetType {
  name: TargetTypeName
  /** Of numeric(p,s); null for numeric. */
  precision: number | null
  scale: number
  /** Of varchar(n); null for varchar. */
  length: number | null
  /** As DDL has it. Made from the parts, so that no text of a configuration gets into a statement. */
  sql: string
}

const SYNONYMS: Record<string, TargetTypeName> = {
  bool: 'boolean',
  int2: 'smallint',
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  decimal: 'numeric',
  'character varying': 'varchar',
  'time without time zone': 'time',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
}

/** PostgreSQL's limits: numeric(p,s) takes p to 1000, varchar(n) n to 10485760. */
const MOST_PRECISION = 1000
const MOST_CHARACTERS = 10_485_760

/** Reads a type as a user or PostgreSQL's format_type writes it; null for one that is not in the list. */
export function parseTargetType(text: string): TargetType | null {
  const match = TYPE.exec(text.trim().toLowerCase().replaceAll(/\s+/g, ' '))
  if (match === null) return null
  const word = match[1]!
  const name = SYNONYMS[word] ?? TARGET_TYPES.find((type) => type === word)
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
