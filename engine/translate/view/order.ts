import type { Expr, SortedColumn } from 'sqlite3-parser'
import { collatedOrder } from '../collation.ts'
import { unboolean } from '../column.ts'
import { describe, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'
import type { Output } from './output.ts'
import { sameName } from '../../source/schema/name.ts'

/** One term of ORDER BY: NULL is the smallest value in SQLite, and texts sort by their bytes. */
export function sortKey(term: Term, { order, nulls }: SortedColumn, limited: boolean): string {
  if (term.kind === 'mixed' || term.kind === 'jsonb') return reject(`rows are sorted by ${describe(term)}`)
  // Without LIMIT the order of a view's rows is a courtesy; with it, it decides which rows there are.
  if (limited && FORMS.has(term.kind) && term.written === undefined)
    return reject(`LIMIT takes the first rows by ${describe(term)}`)
  const key = term.kind === 'text' ? collatedOrder(term, term.collation?.name ?? 'BINARY') : unboolean(term)
  const descending = order === 'Desc'
  const first = nulls === undefined ? !descending : nulls === 'First'
  return `${key.sql}${descending ? ' DESC' : ''} NULLS ${first ? 'FIRST' : 'LAST'}`
}

const FORMS = new Set(['time', 'timestamp', 'timestamptz', 'uuid'])

/** ORDER BY takes a place, a result column's name, or, in a simple SELECT, any expression. */
export function orderTerm(key: SortedColumn, outputs: Output[], term: ((expr: Expr) => Term) | null): Term {
  const { expr } = key
  const collated = expr.type === 'CollateExpr' ? expr.expr : expr
  const place = collated.type === 'NumericLiteral' ? Number(collated.value) : null
  const named = outputs.find(({ name }) => collated.type === 'Id' && sameName(name, collated.name))
  const output = place === null ? named : (outputs[place - 1] ?? reject('ORDER BY a place that is not there'))
  if (!output) return term ? term(expr) : reject('ORDER BY something other than a result column')
  return expr.type === 'CollateExpr'
    ? { ...output.term, collation: { name: expr.collation.toUpperCase(), explicit: true } }
    : output.term
}
