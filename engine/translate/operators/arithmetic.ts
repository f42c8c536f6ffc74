import { asDouble } from './comparison.ts'
import { unboolean } from '../column.ts'
import { negativeLiteral } from '../literals.ts'
import { describe, isNumeric, nullTerm, operand, operation, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'

export type Arithmetic = '+' | '-' | '*' | '/' | '%'

/**
 * Arithmetic of SQLite's numbers (lang_expr.html §2). Integers are computed in bigint and anything else in double
 * precision, whatever PostgreSQL types the columns got. Where SQLite goes over to a REAL on overflow, PostgreSQL refuses
 * the row: no value is silently another one.
 */
export function arithmetic(left: Term, op: Arithmetic, right: Term): Term {
  if (left.kind === 'null' || right.kind === 'null') return nullTerm()
  const a = numeric(left)
  const b = numeric(right)
  if (a.kind === 'integer' && b.kind === 'integer') return integers(a, op, b)
  if (op === '%') return reject('% of reals')
  const nullable = a.nullable || b.nullable
  const inexact = a.inexact || b.inexact || a.kind === 'number' || b.kind === 'number'
  if (op === '/') {
    if (a.kind !== 'real' && b.kind !== 'real') return reject('a number is divided that may be an integer or a real')
    const quotient = `${operand(asDouble(a))} / ${nonZero(asDouble(b))}`
    return withoutNaN(operation('real', quotient), a, b)
  }
  // One REAL side makes the result REAL. Otherwise either may be an integer, and so may the result.
  const kind = a.kind === 'real' || b.kind === 'real' ? 'real' : 'number'
  const sql = `${operand(asDouble(a))} ${op} ${operand(asDouble(b))}`
  return withoutNaN(operation(kind, sql, { nullable, inexact: kind === 'number' && inexact }), a, b)
}

function integers(a: Term, op: Arithmetic, b: Term): Term {
  const left = a.type === 'bigint' || b.type === 'bigint' ? operand(a) : `${operand(a)}::bigint`
  const divides = op === '/' || op === '%'
  return operation('integer', `${left} ${op} ${divides ? nonZero(b) : operand(b)}`, {
    nullable: a.nullable || b.nullable || (divides && mayBeZero(b)),
    bound: boundOf(a, op, b),
  })
}

function boundOf(a: Term, op: Arithmetic, b: Term): number | undefined {
  if (op === '/') return a.bound
  if (op === '%') return b.bound
  if (a.bound === undefined || b.bound === undefined) return undefined
  return Math.min(op === '*' ? a.bound * b.bound : a.bound + b.bound, 2 ** 63)
}

/** Division by zero is NULL in SQLite. */
function nonZero(term: Term): string {
  return mayBeZero(term) ? `nullif(${term.sql}, 0)` : operand(term)
}

function mayBeZero({ value }: Term): boolean {
  return value === undefined || Number(value) === 0
}

/** ∞ - ∞, 0 * ∞ and ∞ / ∞ are NULL in SQLite and NaN in PostgreSQL; a finite literal other than 0 rules them out. */
function withoutNaN(result: Term, a: Term, b: Term): Term {
  if (finiteLiteral(a) || finiteLiteral(b)) return result
  return { ...result, sql: `nullif(${result.sql}, 'NaN')`, atom: true, nullable: true }
}

function finiteLiteral(term: Term): boolean {
  return term.value !== undefined && Number.isFinite(Number(term.value)) && Number(term.value) !== 0
}

function numeric(given: Term): Term {
  const term = given.number ?? given
  if (!isNumeric(term)) return reject(`arithmetic with ${describe(term)}`)
  return unboolean(term)
}

export function negative(term: Term): Term {
  if (term.kind === 'null') return term
  const literal = negativeLiteral(term)
  if (literal) return literal
  const number = numeric(term)
  const sql = number.kind === 'integer' && number.type !== 'bigint' ? `${operand(number)}::bigint` : operand(number)
  const { nullable, bound, inexact } = number
  return operation(number.kind, `-${sql}`, {
    type: number.kind === 'integer' ? 'bigint' : number.type,
    nullable,
    bound,
    inexact,
  })
}

export type Bitwise = '&' | '|' | '<<' | '>>'

/** On 64-bit integers both sides agree, except that PostgreSQL takes shift counts modulo 64. */
export function bitwise(left: Term, op: Bitwise, right: Term): Term {
  if (left.kind === 'null' || right.kind === 'null') return nullTerm()
  const a = wholeNumber(left)
  const b = wholeNumber(right)
  const shift = op === '<<' || op === '>>'
  if (shift && (typeof b.value !== 'bigint' || b.value < 0n || b.value > 63n))
    return reject('a shift by an unknown number of bits')
  const nullable = a.nullable || b.nullable
  return operation('integer', `${bigint(a)} ${op} ${shift ? operand(b) : bigint(b)}`, { nullable })
}

export function bitwiseNot(term: Term): Term {
  if (term.kind === 'null') return term
  return operation('integer', `~${bigint(wholeNumber(term))}`, { nullable: term.nullable })
}

function wholeNumber(term: Term): Term {
  const number = numeric(term)
  return number.kind === 'integer' ? number : reject('bits of a number that may be a real')
}

function bigint(term: Term): string {
  return term.type === 'bigint' ? operand(term) : `${operand(term)}::bigint`
}
