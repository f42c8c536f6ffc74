import type { Expr } from 'sqlite3-parser'
import { sameName } from '../../source/schema/name.ts'
import { assign } from '../assign.ts'
import type { Context } from '../context.ts'
import type { ScopeColumn } from '../scope.ts'
import type { Term } from '../term.ts'
import { reject } from '../untranslatable.ts'
import type { WritableColumn, WritableTable } from './surroundings.ts'

/** The SQL of a value for a column, as the column would hold what SQLite stores in it. */
export function assigned(expr: Expr, column: WritableColumn, context: Context): string {
  const copied = columnOf(expr, context)
  if (copied && !copied.leftOut && isAlike(copied, column)) return copied.sql
  return assignedTerm(context.term(expr), column)
}

export function assignedTerm(term: Term, column: WritableColumn): string {
  if (term.inexact) reject(`a computed number that may be rounded past 2^53 is written to ${column.name}`)
  return assign(term, column.type).sql
}

function columnOf(expr: Expr, { scope }: Context): ScopeColumn | null {
  if (expr.type === 'Id') return scope.column(expr.name)
  return expr.type === 'QualifiedExpr' && !expr.schema ? scope.column(expr.column.text, expr.table.text) : null
}

/** What one column holds the other does, in the same form; which class a number has is its own business. */
function isAlike(one: ScopeColumn, other: ScopeColumn): boolean {
  const classes = [one, other].map(({ storage = null }) =>
    storage === 'integer' || storage === 'real' ? 'number' : storage,
  )
  return one.type === other.type && one.affinity === other.affinity && classes[0] === classes[1]
}

/** A column that a statement writes, by its name or one of the rowid's. */
export function writtenColumn(table: WritableTable, name: string): WritableColumn {
  const column =
    table.columns.find((one) => !one.hidden && sameName(one.name, name)) ??
    table.columns.find(({ rowidNames = [] }) => rowidNames.some((one) => sameName(one, name))) ??
    reject(`the column ${name} of ${table.name}`)
  if (column.leftOut) reject(column.leftOut)
  return column.generated ? reject(`the generated column ${name} is written`) : column
}
