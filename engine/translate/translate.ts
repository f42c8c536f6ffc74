import type { Expr, Select } from 'sqlite3-parser'
import type { Context, Subquery, Use } from './context.ts'
import { expression } from './expression.ts'
import { truthOf } from './operators/logic.ts'
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
    // Views that read views, each nested as deep as it may be, exceed the stack together.
    if (error instanceof RangeError && error.message.includes('call stack'))
      return { reason: 'it is nested too deeply' }
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
  /** `depth` is how deep it is nested. */
  subquery?: (select: Select, depth: number) => Subquery
  /** How deep the expression itself is nested, in a subquery. */
  depth?: number
  /** Filled with what every node became, for asking again from the outermost inwards. */
  memo?: Map<Expr, Term | Untranslatable>
}

export function contextOf(scope: Scope, use: Use, hooks: Hooks = {}): Context {
  let depth = hooks.depth ?? 0
  let collations = 0
  const context: Context = {
    use,
    scope,
    aggregate: hooks.aggregate,
    subquery: hooks.subquery && ((select) => hooks.subquery!(select, depth)),
    term(expr): Term {
      const before = hooks.memo?.get(expr)
      if (before instanceof Untranslatable) throw before
      if (before) return before
      refuseDeeper(depth++)
      try {
        const term = node(expr)
        hooks.memo?.set(expr, term)
        return term
      } catch (error) {
        if (error instanceof Untranslatable) hooks.memo?.set(expr, error)
        throw error
      } finally {
        depth--
      }
    },
    truth: (expr) => truthOf(context.term(expr)),
  }
  function node(expr: Expr): Term {
    const known = hooks.known?.(expr)
    if (known) return known
    const before = collations
    if (expr.type === 'CollateExpr') collations++
    const term = expression(expr, context)
    if (term.sql.length > LONGEST) reject('an expression grows too long')
    return collations > before && !passesCollation(expr) ? { ...term, hidesCollation: true } : term
  }

  return context
}

/** Stack frames are what is short: some eight for each level. */
export function refuseDeeper(depth: number): void {
  if (depth >= DEEPEST) reject('an expression is nested too deeply')
}

/** Nodes whose collation is that of what they hold, and known. */
function passesCollation(expr: Expr): boolean {
  return (
    expr.type === 'CollateExpr' ||
    expr.type === 'ParenthesizedExpr' ||
    (expr.type === 'UnaryExpr' && expr.op === 'Positive')
  )
}
