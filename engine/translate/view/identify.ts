import type { Expr } from 'sqlite3-parser'
import type { Context } from '../context.ts'
import { attempt, contextOf } from '../translate.ts'
import type { Term } from '../term.ts'
import { columnsOf, scopeOfSources, type FromItem, type Surroundings } from './relation.ts'
import { sameName } from '../../source/schema/name.ts'

/** Whether no two rows that these tables give together agree in all of the terms: they hold a key of each table. */
export function identifiesRows(sources: FromItem[], terms: Term[]): boolean {
  const columns = new Set(terms.filter(tellsValuesApart).map(({ sql }) => sql))
  return sources.every((source) => holdsKey(source, columns, true))
}

/** Under another collation than BINARY different texts are equal. */
function tellsValuesApart({ kind, collation }: Term): boolean {
  return kind !== 'text' || (collation?.name ?? 'BINARY') === 'BINARY'
}

/** Whether the columns, as SQL, are all of a key of the table; `notNull` where two rows may be without a value. */
function holdsKey(source: FromItem, columns: ReadonlySet<string>, notNull: boolean): boolean {
  const names = columnsOf(source).flatMap(({ name, sql }) => (columns.has(sql) ? [name] : []))
  return (source.keys ?? []).some(
    (key) => (key.notNull || !notNull) && key.columns.every((column) => names.some((name) => sameName(name, column))),
  )
}

/** Whether WHERE lets one row of the table through at most: it asks for one value in each column of a key. */
export function asksForOne(where: Expr | undefined, source: FromItem, { outer, depth }: Surroundings): boolean {
  if (!source.keys?.length) return false
  // Without subqueries: each would be translated once more on every level that it is nested in.
  const rows = contextOf(scopeOfSources([source], outer), 'view', { depth })
  const around = contextOf(outer ?? { column: () => null }, 'view', { depth })
  const asked = conjuncts(where).flatMap((test) => askedFor(test, rows, around))
  return holdsKey(source, new Set(asked), false)
}

/** The conditions that AND joins. */
export function conjuncts(expr: Expr | undefined): Expr[] {
  if (expr?.type === 'ParenthesizedExpr' && expr.exprs.length === 1) return conjuncts(expr.exprs[0])
  if (expr?.type === 'BinaryExpr' && expr.op === 'And') return [...conjuncts(expr.left), ...conjuncts(expr.right)]
  return expr ? [expr] : []
}

/** The side of an equality that stands in PostgreSQL as it is, where the other is the same for all rows. */
function askedFor(test: Expr, rows: Context, around: Context): string[] {
  if (test.type !== 'BinaryExpr' || test.op !== 'Equals') return []
  const whole = attempt(() => rows.term(test))
  const equality = 'sql' in whole ? whole.equality : undefined
  if (!equality) return []
  const isFixed = (side: Expr) => {
    const found = attempt(() => around.term(side))
    return 'sql' in found && found.sql === rows.term(side).sql
  }
  return [...(isFixed(test.right) ? [equality.left] : []), ...(isFixed(test.left) ? [equality.right] : [])]
}
