import type { Expr, ResultColumn } from 'sqlite3-parser'
import { quoteIdentifier } from '../../target/quote.ts'
import { columnTerm, unboolean } from '../column.ts'
import type { Context } from '../context.ts'
import { cast, describe, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'
import { sameName } from '../../source/schema/name.ts'
import { columnsOf, rowidOf, type RelationColumn, type FromItem } from './relation.ts'

/** A result column while its SELECT is being written: SQL, what it is, and its name in the file. */
export interface Output {
  name: string
  term: Term
}

/** The columns that one entry of the result list stands for. */
export function resultColumns(column: ResultColumn, sources: FromItem[], context: Context, text: string): Output[] {
  if (column.type === 'ExprResultColumn') {
    const { expr, alias } = column
    const name = alias?.name.text ?? plainName(expr, sources, text)
    return [{ name, term: result(context.term(expr)) }]
  }
  const chosen =
    column.type === 'StarResultColumn' ? sources : sources.filter(({ alias }) => sameName(alias, column.table.text))
  if (chosen.length === 0) return reject('a * without a table')
  return chosen.flatMap((source) =>
    columnsOf(source).flatMap((one) => {
      if (one.hidden || (one.merged && column.type === 'StarResultColumn')) return []
      // Asked for by its name, so that a column of a grouped SELECT is noticed.
      context.scope.column(one.name, source.alias)
      return [{ name: one.shown ?? one.name, term: columnTerm(one) }]
    }),
  )
}

/** An unnamed result has its column's name, in the letter case of the table; an unnamed expression its own text. */
function plainName(expr: Expr, sources: FromItem[], text: string): string {
  if (expr.type !== 'Id' && expr.type !== 'QualifiedExpr')
    return text.slice(expr.span.offset, expr.span.offset + expr.span.length)
  const [name, table] = expr.type === 'Id' ? [expr.name, undefined] : [expr.column.text, expr.table.text]
  const meant = sources.filter(({ alias }) => table === undefined || sameName(alias, table))
  const rowid = meant.length === 1 ? rowidOf(meant[0]!, name) : null
  // A rowid that is a column of the table is called as that, another one rowid, whatever the SELECT calls it.
  const found = meant.flatMap(({ columns }) =>
    columns.filter((column) => !column.hidden && sameName(column.name, name)),
  )
  const own = found[0]?.shown ?? found[0]?.name
  if (own !== undefined || !rowid) return own ?? name
  return rowid.hidden ? (sameName(name, 'docid') ? 'docid' : 'rowid') : (rowid.shown ?? rowid.name)
}

/** A result as a view shows it: conditions are 0 and 1, as in SQLite; constants have a type. */
function result(given: Term): Term {
  if (given.inexact) return reject('a computed number may be rounded past 2^53')
  const isColumn = given.storage !== undefined
  if (given.kind === 'mixed' && !isColumn) return reject(`the value of ${describe(given)}`)
  const term = isColumn ? given : unboolean(given)
  if (term.kind === 'null') return { ...term, sql: 'NULL::text', type: 'text', value: undefined }
  // With its type a constant is no place in ORDER BY, and no unknown in UNION.
  return term.value === undefined ? term : { ...term, sql: cast(term, term.type), atom: true, value: undefined }
}

/** A result column as later statements see it. */
export function relationColumn(name: string, term: Term, identifier: (name: string) => string): RelationColumn {
  const { type, affinity, nullable, collation, storage, castToText, written, kind } = term
  return {
    name,
    sql: quoteIdentifier(identifier(name)),
    type,
    affinity,
    storage: storage ?? STORAGE[kind] ?? null,
    ...(castToText ? { castToText } : {}),
    ...(written === undefined ? {} : { written }),
    collation: collation?.name ?? 'BINARY',
    notNull: !nullable,
  }
}

const STORAGE: Partial<Record<Term['kind'], 'integer' | 'real' | 'number' | 'text' | 'blob'>> = {
  boolean: 'integer',
  integer: 'integer',
  real: 'real',
  number: 'number',
  text: 'text',
  blob: 'blob',
}
