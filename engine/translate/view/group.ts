import type { Expr, SelectFrom } from 'sqlite3-parser'
import type { Context } from '../context.ts'
import type { Scope } from '../scope.ts'
import { attempt, contextOf, type Hooks } from '../translate.ts'
import type { Term } from '../term.ts'
import { reject } from '../untranslatable.ts'
import { aggregateCall } from './aggregate.ts'
import { sameName } from '../../source/schema/name.ts'
import { windowCall, type Windows } from './window.ts'
import { scopeOfSources, type FromItem, type Surroundings } from './relation.ts'

/** GROUP BY names a result column by its place or its alias, too. */
export function groupTerm(expr: Expr, select: SelectFrom, rows: Context): Term {
  const results = select.columns.flatMap((column) => (column.type === 'ExprResultColumn' ? [column] : []))
  if (expr.type === 'NumericLiteral') {
    const column = results.length === select.columns.length ? results[Number(expr.value) - 1] : undefined
    return rows.term((column ?? reject('GROUP BY a place that is not there')).expr)
  }
  const isColumn = expr.type !== 'Id' || rows.scope.column(expr.name) !== null
  const alias = isColumn
    ? undefined
    : results.find((column) => column.alias && sameName(column.alias.name.text, (expr as { name: string }).name))
  return rows.term(alias?.expr ?? expr)
}

/**
 * Translates result columns: aggregates see rows, everything else sees groups. A column that is neither grouped nor within
 * an aggregate gives the value of some row in SQLite; `finish` refuses it.
 */
export function resultContext(
  sources: FromItem[],
  rows: Context,
  keys: Set<string>,
  grouped: boolean,
  {
    subqueries,
    depth,
    windows,
  }: { subqueries: (outer: Scope) => Hooks['subquery']; windows: Windows } & Pick<Surroundings, 'depth'>,
): { context: Context; finish: () => void; isGrouped: () => boolean } {
  let aggregates = grouped
  let bare: string | null = null
  const own = scopeOfSources(sources)
  const scope: Scope = {
    column(name, table) {
      const column = rows.scope.column(name, table)
      if (column && own.column(name, table)) bare ??= name
      return column
    },
  }
  // Without subqueries: each would be translated once more on every level that it is nested in.
  const plain = contextOf(rows.scope, 'view', { depth, memo: new Map() })
  const context: Context = contextOf(scope, 'view', {
    known: (expr) => (keys.size > 0 ? groupKey(expr, plain, keys) : null),
    subquery: subqueries(scope),
    depth,
    aggregate(call) {
      // Windows come after groups: what they look at is what the result columns are made of.
      if (call.filterOver?.overClause) return windowCall(call, context, windows)
      const term = aggregateCall(call, rows, windows.undetermined)
      if (term) aggregates = true
      return term
    },
  })
  const finish = () => {
    if (aggregates && bare !== null) reject(`the column ${bare} is neither grouped nor within an aggregate`)
  }
  return { context, finish, isGrouped: () => aggregates }
}

/** An expression that GROUP BY has, too. */
function groupKey(expr: Expr, rows: Context, keys: Set<string>): Term | null {
  const found = attempt(() => rows.term(expr))
  return 'sql' in found && keys.has(found.sql) ? found : null
}
