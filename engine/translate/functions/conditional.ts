import { unify } from '../unify.ts'
import { compare } from '../operators/comparison.ts'
import type { FunctionEmitter } from './emitter.ts'
import { truthOf } from '../operators/logic.ts'
import { atom, describe, isNumeric, nullTerm, operand, textLiteral, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'

const MANY = 100

const coalesce: FunctionEmitter = {
  arity: [2, MANY],
  emit(args) {
    const { terms, kind, type, inexact } = unify(args)
    if (kind === 'null') return nullTerm()
    const nullable = terms.every((term) => term.nullable)
    return atom(kind, `coalesce(${terms.map((term) => term.sql).join(', ')})`, { type, inexact, nullable })
  },
}

const iif: FunctionEmitter = {
  arity: [2, 3],
  emit([condition, whenTrue, whenFalse]) {
    const { terms, kind, type, inexact } = unify(whenFalse ? [whenTrue!, whenFalse] : [whenTrue!])
    if (kind === 'null') return nullTerm()
    const sql = `CASE WHEN ${truthOf(condition!).sql} THEN ${terms[0]!.sql}${terms[1] ? ` ELSE ${terms[1].sql}` : ''} END`
    return atom(kind, sql, { type, inexact, nullable: !whenFalse || terms.some((term) => term.nullable) })
  },
}

/** Compares as `=` does, but with the values as they are: arguments have no affinity. */
const nullif: FunctionEmitter = {
  arity: [2, 2],
  emit([value, other]) {
    if (value!.kind === 'null' || other!.kind === 'null') return { ...value!, affinity: null, collation: null }
    const equal = compare({ ...value!, affinity: null }, '=', { ...other!, affinity: null })
    const { kind, type, sql, inexact } = value!
    return atom(kind, `CASE WHEN ${equal.sql} THEN NULL ELSE ${sql} END`, { type, inexact })
  },
}

/** The scalar min and max are NULL when any argument is; PostgreSQL's least and greatest pass NULLs over. */
function extreme(sqlName: 'least' | 'greatest'): FunctionEmitter {
  return {
    arity: [2, MANY],
    emit(args) {
      const { terms, kind, type, inexact } = unify(args)
      if (kind === 'null') return nullTerm()
      if (!isNumeric(terms[0]!) && kind !== 'text') return reject(`min() or max() of ${describe(args[0]!)}`)
      if (kind === 'boolean') return reject('min() or max() of conditions')
      if (kind === 'text' && collationOf(args) !== 'BINARY') return reject('min() or max() under a collation')
      const list = terms.map((term) => (kind === 'text' ? `${operand(term)} COLLATE "C"` : term.sql)).join(', ')
      const nullable = terms.filter((term) => term.nullable)
      if (nullable.length === 0) return atom(kind, `${sqlName}(${list})`, { type, inexact, nullable: false })
      const test = nullable.map((term) => `${operand(term)} IS NULL`).join(' OR ')
      return atom(kind, `CASE WHEN ${test} THEN NULL ELSE ${sqlName}(${list}) END`, { type, inexact })
    },
  }
}

/** That of the first argument which has one. */
function collationOf(args: Term[]): string {
  return args.find((arg) => arg.collation)?.collation?.name ?? 'BINARY'
}

const CLASS = {
  boolean: 'integer',
  integer: 'integer',
  real: 'real',
  text: 'text',
  blob: 'blob',
  null: 'null',
} as const

const typeOf: FunctionEmitter = {
  arity: [1, 1],
  emit([term]) {
    const name = classOf(term!)
    if (!term!.nullable || name === 'null') return textLiteral(name)
    return atom('text', `CASE WHEN ${operand(term!)} IS NULL THEN 'null' ELSE '${name}' END`, { nullable: false })
  },
}

function classOf(term: Term): string {
  if (term.kind in CLASS) return CLASS[term.kind as keyof typeof CLASS]
  const { storage } = term
  return storage && storage !== 'number' ? storage : reject(`typeof() of ${describe(term)}`)
}

/** Hints to SQLite's planner: the value is that of the first argument. */
const hint = (arity: number): FunctionEmitter => ({
  arity: [arity, arity],
  emit: ([term]) => ({ ...term!, affinity: null, collation: null }),
})

export const CONDITIONAL: Record<string, FunctionEmitter> = {
  coalesce,
  ifnull: { ...coalesce, arity: [2, 2] },
  iif,
  if: iif,
  nullif,
  min: extreme('least'),
  max: extreme('greatest'),
  typeof: typeOf,
  likely: hint(1),
  unlikely: hint(1),
  likelihood: hint(2),
}
