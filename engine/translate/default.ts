import type { Expr } from 'sqlite3-parser'
import { assign } from './assign.ts'
import { contextOf, attempt } from './translate.ts'
import { operand, textLiteral, type Term } from './term.ts'
import type { Context } from './context.ts'

/** The clause of DEFAULT, or the reason why a row inserted afterwards would not get the same value. */
export type DefaultTranslation = { sql: string; isNull: boolean } | { reason: string }

/**
 * A DEFAULT for a column of this PostgreSQL type: the SQL gives, as that type, what the column's values of the same
 * origin were converted to. A bare word is a text (SQLite's grammar: `DEFAULT id`), unless it is true or false.
 */
export function translateDefault(expr: Expr, columnType: string): DefaultTranslation {
  return attempt(() => {
    const context = contextOf({ column: () => null }, 'default')
    // The grammar takes AT TIME ZONE and its like in DEFAULT only within parentheses.
    const value = assign(defaultTerm(expr, context), columnType)
    return { sql: operand(value), isNull: value.kind === 'null' }
  })
}

function defaultTerm(expr: Expr, context: Context): Term {
  if (expr.type === 'Id' && !/^(true|false)$/i.test(expr.name)) return textLiteral(expr.name)
  return context.term(expr)
}
