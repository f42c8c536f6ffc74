import { unboolean } from '../column.ts'
import { asDouble } from '../operators/comparison.ts'
import type { FunctionEmitter } from './emitter.ts'
import { atom, describe, isNumeric, nullTerm, operand, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'

const abs: FunctionEmitter = {
  arity: [1, 1],
  emit([given]) {
    if (given!.kind === 'null') return nullTerm()
    const term = number(given!)
    const sql = term.kind === 'integer' && term.type !== 'bigint' ? `${operand(term)}::bigint` : term.sql
    const { kind, nullable, inexact, bound } = term
    return atom(kind, `abs(${sql})`, { type: kind === 'integer' ? 'bigint' : term.type, nullable, inexact, bound })
  },
}

/**
 * SQLite adds or takes one half and cuts the fraction off, in double precision (func.c roundFunc); from 2^52 on a double
 * has no fraction. PostgreSQL's own round() on doubles goes to even. Digits after the point are left alone: they round the
 * decimal expansion in SQLite's own way. Adding 0 turns -0 into 0.
 */
const round: FunctionEmitter = {
  arity: [1, 2],
  emit([given, digits]) {
    if (given!.kind === 'null' || digits?.kind === 'null') return nullTerm()
    const term = number(given!)
    if (digits && typeof digits.value !== 'bigint') return reject('round() to an unknown number of digits')
    const integral = term.kind === 'integer'
    if (digits && (digits.value as bigint) > 0n && !integral)
      return reject('round() of a real to digits after the point')
    const x = operand(asDouble(term))
    if (integral) return atom('real', x, { nullable: term.nullable })
    const half = `CASE WHEN ${x} < 0 THEN -0.5 ELSE 0.5 END`
    const sql = `CASE WHEN abs(${x}) > 4503599627370496 THEN ${x} ELSE trunc(${x} + ${half}) + 0 END`
    return atom('real', sql, { nullable: term.nullable })
  },
}

const sign: FunctionEmitter = {
  arity: [1, 1],
  emit([given]) {
    if (given!.kind === 'null') return nullTerm()
    const term = number(given!)
    const x = operand(term)
    return atom('integer', `CASE WHEN ${x} > 0 THEN 1 WHEN ${x} < 0 THEN -1 WHEN ${x} = 0 THEN 0 END`, {
      type: 'integer',
      nullable: term.nullable,
      bound: 1,
    })
  },
}

function number(given: Term): Term {
  const term = unboolean(given.number ?? given)
  return isNumeric(term) ? term : reject(`arithmetic with ${describe(term)}`)
}

export const NUMBERS: Record<string, FunctionEmitter> = { abs, round, sign }
