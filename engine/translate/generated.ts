import type { Expr } from 'sqlite3-parser'
import { assign } from './assign.ts'
import type { Scope } from './scope.ts'
import { attempt, contextOf } from './translate.ts'

/**
 * The expression of a generated column for a column of this PostgreSQL type, IMMUTABLE: SQLite's value after the column's
 * affinity, as that type holds it.
 */
export function translateGenerated(expr: Expr, scope: Scope, columnType: string): { sql: string } | { reason: string } {
  return attempt(() => ({ sql: assign(contextOf(scope, 'generated').term(expr), columnType).sql }))
}
