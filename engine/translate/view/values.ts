import type { Select, SelectValues } from 'sqlite3-parser'
import type { Subquery } from '../context.ts'
import type { Scope } from '../scope.ts'
import { contextOf } from '../translate.ts'
import { reject } from '../untranslatable.ts'
import type { Core } from './compound.ts'
import { result, resultList } from './output.ts'
import type { Surroundings } from './relation.ts'
import { aligned, unite } from './unite.ts'

/** VALUES (…), (…): a SELECT without FROM for each row; the columns are column1, column2 … (lang_select.html §3). */
export function valuesCore(
  { values }: SelectValues,
  around: Surroundings,
  inExpression: (select: Select, around: Surroundings) => Subquery,
): Core {
  const outer: Scope = around.outer ?? { column: () => null }
  const context = contextOf(outer, 'view', {
    subquery: (inner, depth) => inExpression(inner, { ...around, outer, depth }),
    depth: around.depth,
  })
  const rows = values.map((row) =>
    row.values.map((expr, i) => ({ name: `column${i + 1}`, term: result(context.term(expr)) })),
  )
  return {
    outputs: rows.reduce((united, row) => unite(united, row, false)),
    distinct: false,
    single: rows.length === 1,
    term: () => reject('ORDER BY something other than a result column'),
    sql: (terms, identifier) =>
      rows.map((row) => `SELECT ${resultList(aligned(row, terms), identifier)}`).join('\nUNION ALL\n'),
  }
}
