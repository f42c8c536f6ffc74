import type { CastExpr } from 'sqlite3-parser'
import type { Affinity } from '../../source/schema/schema.ts'
import { affinityOf } from '../../source/schema/declared-type.ts'
import { asText } from '../affinity.ts'
import { unboolean } from '../column.ts'
import { asDouble } from './comparison.ts'
import { numberOf } from '../literals.ts'
import { atom, describe, integerLiteral, isNumeric, nullTerm, operation, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'

/** CAST where the value decides nothing: SQLite reads the leading number of a text, PostgreSQL refuses what follows it. */
export function castTerm(expr: CastExpr, subject: Term): Term {
  if (!expr.typeName) return reject('a CAST without a type')
  const affinity = affinityOf(expr.typeName.name, false)
  const { sql, kind, type, atom, nullable, value, bound } = converted(unboolean(subject.number ?? subject), affinity)
  return { sql, kind, type, atom, nullable, value, bound, affinity, collation: subject.collation }
}

const CONVERSIONS: Record<Affinity, (term: Term) => Term> = {
  text: asText,
  integer: toInteger,
  real: (term) => (isNumeric(term) ? real(term) : refuse(term, 'REAL')),
  numeric: (term) => (term.kind === 'integer' ? term : number(term)),
  blob: (term) => (term.kind === 'blob' ? term : refuse(term, 'BLOB')),
}

function converted(term: Term, affinity: Affinity): Term {
  return term.kind === 'null' ? nullTerm() : CONVERSIONS[affinity](term)
}

function real(term: Term): Term {
  const { sql, type, atom, nullable, value } = asDouble(term)
  return operation('real', sql, { type, atom, nullable, value })
}

function number(term: Term): Term {
  const value = typeof term.value === 'string' ? numberOf(term.value) : null
  return value ?? refuse(term, 'NUMERIC')
}

/** SQLite cuts the fraction off and stops at the limits of 64 bits, where PostgreSQL refuses the value. */
function toInteger(term: Term): Term {
  if (term.kind === 'integer') return term
  if (typeof term.value === 'number') return integerLiteral(clamped(term.value))
  if (term.kind === 'real' || term.kind === 'number')
    return atom('integer', `trunc(${term.sql})::bigint`, { nullable: term.nullable })
  const value = typeof term.value === 'string' ? numberOf(term.value) : null
  return typeof value?.value === 'bigint' && /^[+-]?\d+$/.test(term.value as string)
    ? integerLiteral(value.value)
    : refuse(term, 'INTEGER')
}

function clamped(value: number): bigint {
  if (value >= 2 ** 63) return 2n ** 63n - 1n
  return value <= -(2 ** 63) ? -(2n ** 63n) : BigInt(Math.trunc(value))
}

function refuse(term: Term, target: string): never {
  return reject(`${describe(term)} is cast to ${target}, which depends on each value`)
}
