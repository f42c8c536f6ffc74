import type { Expr, ResultColumn } from 'sqlite3-parser'
import { quoteIdentifier } from '../../target/quote.ts'
import { columnTerm, unboolean } from '../column.ts'
import type { Context } from '../context.ts'
import { writtenBy } from '../dates/written.ts'
import { describe, withType, type Term } from '../term.ts'
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
  const isStar = column.type === 'StarResultColumn'
  return chosen.flatMap((source) =>
    (isStar ? columnsOf(source).toSorted(byLeading) : columnsOf(source)).flatMap((one) => {
      if (one.hidden || (one.merged && isStar)) return []
      // Asked for by its name, so that a column of a grouped SELECT is noticed.
      context.scope.column(one.name, source.alias)
      return [{ name: shownName(one, isStar), term: columnTerm(one) }]
    }),
  )
}

function byLeading({ leading: a }: RelationColumn, { leading: b }: RelationColumn): number {
  return a === undefined ? (b === undefined ? 0 : 1) : b === undefined ? -1 : a - b
}

/** `isPlain` is a column that is meant without the name of its table. */
function shownName({ name, shown, leading }: RelationColumn, isPlain: boolean): string {
  return isPlain && leading !== undefined ? name : (shown ?? name)
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
  const own = found[0] && shownName(found[0], table === undefined)
  if (own !== undefined || !rowid) return own ?? name
  return rowid.hidden ? (sameName(name, 'docid') ? 'docid' : 'rowid') : (rowid.shown ?? rowid.name)
}

/** The result list under the names that PostgreSQL gives it. */
export function resultList(outputs: Output[], identifier: (name: string) => string): string {
  return outputs.map(({ name, term }) => `${term.sql} AS ${quoteIdentifier(identifier(name))}`).join(', ')
}

/** A result as a view shows it: conditions are 0 and 1, as in SQLite; constants have a type. */
export function result(given: Term): Term {
  if (given.inexact) return reject('a computed number may be rounded past 2^53')
  const isColumn = given.storage !== undefined
  if (given.kind === 'mixed' && !isColumn) return reject(`the value of ${describe(given)}`)
  return withType(isColumn ? given : unboolean(given))
}

/** A result column as later statements see it. */
export function relationColumn(name: string, term: Term, identifier: (name: string) => string): RelationColumn {
  const { type, affinity, openAffinity, nullable, collation, storage, castToText, written, kind, moment, bound } = term
  return {
    name,
    sql: quoteIdentifier(identifier(name)),
    type,
    affinity,
    ...(openAffinity ? { openAffinity } : {}),
    storage: storage ?? STORAGE[kind] ?? null,
    ...(castToText ? { castToText } : {}),
    ...(written === undefined ? {} : { written }),
    ...(bound === undefined ? {} : { largest: bound }),
    ...(kind === 'text' && moment && writtenBy(moment.format) !== null ? { format: moment.format } : {}),
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
