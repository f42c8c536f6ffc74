import type { OneSelect, Select } from 'sqlite3-parser'
import type { Subquery } from '../context.ts'
import type { Scope } from '../scope.ts'
import { contextOf } from '../translate.ts'
import { reject } from '../untranslatable.ts'
import { refuseIndistinct } from './distinct.ts'
import type { Core } from './compound.ts'
import { fromClause, type Subselect } from './from.ts'
import { groupTerm, resultContext } from './group.ts'
import { asksForOne, identifiesRows } from './identify.ts'
import { resultColumns, resultList } from './output.ts'
import { scopeOfSources, type FromItem, type Surroundings } from './relation.ts'
import { valuesCore } from './values.ts'

/** Translate the SELECTs within; handed in because they are the caller's own callers. */
export interface Subselects {
  inFrom: Subselect
  inExpression: (select: Select, around: Surroundings) => Subquery
}

export function core(select: OneSelect, around: Surroundings, { inFrom, inExpression }: Subselects): Core {
  if (select.type === 'SelectValues') return valuesCore(select, around, inExpression)
  const subqueries = (outer: Scope) => (inner: Select, depth: number) =>
    inExpression(inner, { ...around, outer, depth })
  const rowsOf = (sources: FromItem[]) => {
    const scope = scopeOfSources(sources, around.outer)
    return contextOf(scope, 'view', { subquery: subqueries(scope), depth: around.depth })
  }
  const { sql: from, sources } = select.from
    ? fromClause(select.from, around, inFrom, rowsOf)
    : { sql: '', sources: [] }
  const rows = rowsOf(sources)
  const where = select.whereClause ? rows.truth(select.whereClause).sql : null
  const isOneRow = () => sources.length === 1 && asksForOne(select.whereClause, sources[0]!, around)
  const groups = (select.groupBy ?? []).map((expr) => groupTerm(expr, select, rows))
  for (const group of groups) {
    if (group.value !== undefined) reject('GROUP BY a constant')
    refuseIndistinct(group)
  }
  const { context, finish, isGrouped } = resultContext(
    sources,
    rows,
    new Set(groups.map(({ sql }) => sql)),
    select.groupBy !== undefined || select.having !== undefined,
    {
      subqueries,
      depth: around.depth,
      windows: {
        definitions: select.windowClause ?? [],
        identifies: (terms) =>
          groups.length > 0
            ? groups.every(({ sql }) => terms.some((term) => term.sql === sql))
            : identifiesRows(sources, terms),
        undetermined: around.undetermined,
      },
    },
  )
  const outputs = select.columns.flatMap((column) => resultColumns(column, sources, context, around.text))
  const having = select.having ? context.truth(select.having).sql : null
  finish()
  const distinct = select.distinctness === 'Distinct'
  if (distinct) for (const { term } of outputs) refuseIndistinct(term)
  const tail = [
    from && `FROM ${from}`,
    where !== null && `WHERE ${where}`,
    groups.length > 0 && `GROUP BY ${groups.map(({ sql }) => sql).join(', ')}`,
    having !== null && `HAVING ${having}`,
  ].filter((clause) => clause !== false && clause !== '')
  return {
    outputs,
    distinct,
    single: select.groupBy === undefined && (isGrouped() || sources.length === 0 || isOneRow()),
    term(expr) {
      const term = context.term(expr)
      finish()
      return term
    },
    sql: (terms, identifier) =>
      [`SELECT ${distinct ? 'DISTINCT ' : ''}${resultList(terms, identifier)}`, ...tail].join('\n'),
  }
}
