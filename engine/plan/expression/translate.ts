import type { Expr } from 'sqlite3-parser'
import type { Context, Use } from './context.ts'
import { expression } from './expression.ts'
import { truthOf } from './logic.ts'
import type { Scope } from './scope.ts'
import { describe, type Term } from './term.ts'
import { reject, Untranslatable } from './untranslatable.ts'

export type { Scope } from './scope.ts'

/** SQL with its PostgreSQL type, or the reason why SQLite's meaning cannot be kept: a clause without a full stop. */
export type Translation = { sql: string; type: string } | { reason: string }

/**
 * An expression of SQLite as PostgreSQL SQL, only where every row that SQLite can hold gives the same result. Literals and
 * names are quoted anew; what is not known to be the same is refused. An error where SQLite has a value (a sum past 64
 * bits, a double past its range) counts as a refused row, never as another value.
 *
 * For `check` and `predicate` the SQL is a boolean; for `index` and `unique` it is
 * IMMUTABLE, and for `index` alone a JSON value may come out as text. Generated columns: translateGenerated.
 */
export function translate(expr: Expr, scope: Scope, use: 'check' | 'predicate' | 'index' | 'unique'): Translation {
  return attempt(() => {
    const context = contextOf(scope, use)
    const term = use === 'check' || use === 'predicate' ? context.truth(expr) : context.term(expr)
    if (term.kind === 'mixed' && use !== 'index') reject(`the value of ${describe(term)}`)
    if (term.inexact) reject('a computed number may be rounded past 2^53')
    return typed(term)
  })
}

/** An untyped constant with the type that stands for it. */
function typed({ sql, kind, type, value }: Term): { sql: string; type: string } {
  if (kind === 'null') return { sql: 'NULL::text', type: 'text' }
  return { sql: kind === 'text' && value !== undefined ? `${sql}::text` : sql, type }
}

/** Runs one translation; what it rejects becomes a reason. */
export function attempt<Result>(translation: () => Result): Result | { reason: string } {
  try {
    return translation()
  } catch (error) {
    if (error instanceof Untranslatable) return { reason: error.message }
    throw error
  }
}

/** SQLite refuses deeper trees itself (SQLITE_MAX_EXPR_DEPTH). */
const DEEPEST = 1000
/** Characters. Some translations write an operand several times: round(round(…)) grows 16 times with each level. */
const LONGEST = 100_000

/** What the result columns of a SELECT add: `known` answers for an expression before anything else does. */
export interface Hooks {
  known?: (expr: Expr) => Term | null
  aggregate?: Context['aggregate']
  subquery?: Context['subquery']
}

export function contextOf(scope: Scope, use: Use, hooks: Hooks = {}): Context {
  let depth = 0
  let collations = 0
  const context: Context = {
    use,
    scope,
    aggregate: hooks.aggregate,
    subquery: hooks.subquery,
    term(expr): Term {
      if (depth === DEEPEST) reject('an expression is nested too deeply')
      depth++
      try {
        const known = hooks.known?.(expr)
        if (known) return known
        const before = collations
        if (expr.type === 'CollateExpr') collations++
        const term = expression(expr, context)
        if (term.sql.length > LONGEST) reject('an expression grows too long')
        return collations > before && !passesCollation(expr) ? { ...term, hidesCollation: true } : term
      } finally {
        depth--
      }
    },
    truth: (expr) => truthOf(context.term(expr)),
  }
  return context
}

/** Nodes whose collation is that of what they hold, and known. */
function passesCollation(expr: Expr): boolean {
  return (
    expr.type === 'CollateExpr' ||
    expr.type === 'ParenthesizedExpr' ||
    (expr.type === 'UnaryExpr' && expr.op === 'Positive')
  )
}
