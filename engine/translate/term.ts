import type { Affinity } from '../source/schema/schema.ts'
import { quoteLiteral } from '../target/quote.ts'
import type { Storage } from './scope.ts'
import { reject } from './untranslatable.ts'

/**
 * What an emitted expression is on both sides. `boolean` is SQLite's integer 0 or 1 as PostgreSQL's boolean; `number` is
 * an INTEGER or a REAL (numeric or double precision); `mixed` is a column whose PostgreSQL text stands for several
 * storage classes. The kinds from `date` on hold text (or numbers, or blobs) of one form in PostgreSQL's own type.
 */
export type Kind =
  | 'null'
  | 'boolean'
  | 'integer'
  | 'real'
  | 'number'
  | 'text'
  | 'blob'
  | 'mixed'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'timestamptz'
  | 'uuid'
  | 'jsonb'

/** A value known while planning. */
export type Value = null | bigint | number | string | Uint8Array

/** A point in time as SQLite's functions write it: `format` is strftime's, `at` is SQL of a timestamp without zone in UTC. */
export interface Moment {
  format: string
  at: string
}

/** A translated expression with what its surroundings must know to translate it further. */
export interface Term {
  readonly sql: string
  readonly kind: Kind
  /** PostgreSQL type without arguments. */
  readonly type: string
  /** Needs no parentheses as an operand. */
  readonly atom: boolean
  readonly nullable: boolean
  /** SQLite's affinity of the expression: that of a column or CAST, else null (datatype3.html §3.2). */
  readonly affinity: Affinity | null
  /** Columns of UNION and its like: the affinity is that of one of the SELECTs, SQLite does not say which (datatype3.html §3.3.1). */
  readonly openAffinity?: boolean
  readonly collation: { name: string; explicit: boolean } | null
  /** A COLLATE somewhere below, which SQLite lets reach up through operators and functions to the next comparison of texts. */
  readonly hidesCollation?: boolean
  /** Set for literals. */
  readonly value?: Value
  /** Columns: the storage class of its values. */
  readonly storage?: Storage
  /** Columns: every value is the text that SQLite casts it to, whatever its class was. */
  readonly castToText?: boolean
  /** Columns of dates and times: how all of them are written; texts of one way sort like the moments that they stand for. */
  readonly written?: string
  /** Numbers: no magnitude is larger. */
  readonly bound?: number
  /** A `number` computed in double precision where SQLite may compute in 64-bit integers: equal up to rounding past 2^53. */
  readonly inexact?: boolean
  /** The number that this text always is: strftime('%s', …). */
  readonly number?: Term
  /** The point in time that this writes. */
  readonly moment?: Moment
  /** An equality's two sides as SQL, for IN. */
  readonly equality?: { left: string; right: string }
}

type Details = Partial<Omit<Term, 'sql' | 'kind'>>

const DEFAULT_TYPE: Record<Kind, string> = {
  null: 'unknown',
  boolean: 'boolean',
  integer: 'bigint',
  real: 'double precision',
  number: 'double precision',
  text: 'text',
  blob: 'bytea',
  mixed: 'text',
  date: 'date',
  time: 'time',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
  uuid: 'uuid',
  jsonb: 'jsonb',
}

/** An operator expression: takes parentheses as an operand. */
export function operation(kind: Kind, sql: string, details: Details = {}): Term {
  return {
    sql,
    kind,
    type: DEFAULT_TYPE[kind],
    atom: false,
    nullable: true,
    affinity: null,
    collation: null,
    ...details,
  }
}

/** A function call, cast or name: stands by itself. */
export function atom(kind: Kind, sql: string, details: Details = {}): Term {
  return operation(kind, sql, { atom: true, ...details })
}

export function operand(term: Term): string {
  return term.atom ? term.sql : `(${term.sql})`
}

export function cast(term: Term, type: string): string {
  return `${operand(term)}::${type}`
}

export function nullTerm(): Term {
  return atom('null', 'NULL', { value: null })
}

export function booleanLiteral(value: boolean): Term {
  return atom('boolean', String(value), { value: value ? 1n : 0n, nullable: false })
}

export function integerLiteral(value: bigint): Term {
  const small = value >= -2147483648n && value <= 2147483647n
  const details = { value, nullable: false, bound: magnitudeOf(value), type: small ? 'integer' : 'bigint' }
  // The lexer reads 9223372036854775808 as numeric, so -2^63 has to be read by bigint's own input.
  if (value === -9223372036854775808n) return atom('integer', `'${value}'::bigint`, details)
  return operation('integer', String(value), { ...details, atom: value >= 0n })
}

/** Of an integer, rounded up where a double cannot tell it. */
export function magnitudeOf(value: bigint): number {
  const magnitude = value < 0n ? -value : value
  return magnitude > 2n ** 53n ? 2 ** 64 : Number(magnitude)
}

export function realLiteral(value: number): Term {
  const details = { value, nullable: false, bound: Math.abs(value) }
  if (!Number.isFinite(value)) return atom('real', `'${value > 0 ? '' : '-'}Infinity'::double precision`, details)
  return atom('real', `'${Object.is(value, -0) ? '-0' : value}'::double precision`, details)
}

export function textLiteral(value: string): Term {
  if (value.includes('\0')) reject('a text has a NUL character, which PostgreSQL cannot hold')
  return atom('text', quoteLiteral(value), { value, nullable: false })
}

export function blobLiteral(value: Uint8Array): Term {
  const hex = Buffer.from(value).toString('hex')
  return atom('blob', `${quoteLiteral(`\\x${hex}`)}::bytea`, { value, nullable: false })
}

/** A constant with its type: in ORDER BY it is no place then, in UNION and in a call no unknown. */
export function withType(term: Term): Term {
  if (term.kind === 'null') return { ...term, sql: 'NULL::text', type: 'text', value: undefined }
  return term.value === undefined ? term : { ...term, sql: cast(term, term.type), atom: true, value: undefined }
}

/** `result` for every row where the terms are not NULL, else NULL. */
export function constantUnlessNull(result: boolean, ...terms: Term[]): Term {
  const nullable = terms.filter((term) => term.nullable)
  if (nullable.length === 0) return booleanLiteral(result)
  const joint = result ? ' AND ' : ' OR '
  const test = nullable.map((term) => `${operand(term)} IS ${result ? 'NOT ' : ''}NULL`).join(joint)
  const tests = nullable.length > 1 ? `(${test})` : test
  return operation('boolean', result ? `${tests} OR NULL` : `${tests} AND NULL`)
}

export function isNumeric(term: Term): boolean {
  return term.kind === 'boolean' || term.kind === 'integer' || term.kind === 'real' || term.kind === 'number'
}

const NAMES: Partial<Record<Kind, string>> = {
  null: 'NULL',
  boolean: 'an integer',
  integer: 'an integer',
  real: 'a real',
  number: 'a number',
  text: 'a text',
  blob: 'a blob',
  mixed: 'a column that holds values of several storage classes',
}

/** What a rejection calls the term. */
export function describe(term: Term): string {
  return NAMES[term.kind] ?? `a column that became ${term.kind}`
}
