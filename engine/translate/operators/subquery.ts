import type { Select } from 'sqlite3-parser'
import { compare } from './comparison.ts'
import { negate } from './comparator.ts'
import type { Context, Subquery } from '../context.ts'
import { atom, describe, operation, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'

export function exists(select: Select, context: Context): Term {
  return atom('boolean', `EXISTS (${subquery(select, context).sql})`, { nullable: false })
}

/** The value of a SELECT of one column; NULL without a row. Of several rows SQLite takes the first, PostgreSQL none. */
export function scalar(select: Select, context: Context): Term {
  const { sql, columns, single } = subquery(select, context)
  if (!single) return reject('a subquery that may give several rows')
  const term = only(columns)
  const { kind, type, affinity, openAffinity, bound, inexact } = term
  // It is no column any more: of a mixed one nothing is known that could be computed with.
  if (kind === 'mixed') return reject(`a subquery that gives ${describe(term)}`)
  return atom(kind, `(${sql})`, { type, affinity, openAffinity, bound, inexact })
}

/** `x IN (SELECT y …)` compares each y by the affinity of both sides and the collation of x (datatype3.html §4.2, §7.1). */
export function amongRows(subject: Term, select: Select, not: boolean, context: Context): Term {
  const { sql, columns } = subquery(select, context)
  const { kind, type, affinity, openAffinity, storage, bound, inexact } = only(columns)
  const details = { type, affinity, openAffinity, storage, bound, inexact }
  const test = compare(subject, '=', atom(kind, IN_ROW, details))
  const { left, right } = test.equality ?? reject('IN with a subquery of another kind')
  if (left.includes(IN_ROW)) return reject('IN with a subquery of another kind')
  const rows = `SELECT ${right} FROM (${sql}) AS ${ROWS} (${VALUE})`
  const found = operation('boolean', `${left} IN (${rows})`)
  return not ? negate(found) : found
}

const ROWS = '"rows of IN"'
const VALUE = '"value of IN"'
const IN_ROW = `${ROWS}.${VALUE}`

function only(columns: Term[]): Term {
  return columns.length === 1 ? columns[0]! : reject('a subquery of several columns')
}

function subquery(select: Select, { subquery: translate }: Context): Subquery {
  return translate ? translate(select) : reject('a subquery')
}
