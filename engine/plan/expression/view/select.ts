import type { Expr, IndexedColumn, Limit, OneSelect, Select } from 'sqlite3-parser'
import { asciiLower } from '../../../source/name.ts'
import { quoteIdentifier } from '../../../target/quote.ts'
import { columnTerm } from '../column.ts'
import { contextOf, refuseDeeper } from '../translate.ts'
import type { Subquery } from '../context.ts'
import type { Scope } from '../scope.ts'
import type { Term } from '../term.ts'
import { reject } from '../untranslatable.ts'
import { refuseIndistinct } from './distinct.ts'
import { fromClause, withRelation } from './from.ts'
import { groupTerm, resultContext } from './group.ts'
import { orderTerm, sortKey } from './order.ts'
import { relationColumn, resultColumns, type Output } from './output.ts'
import { scopeOfSources, type RelationColumn, type Source, type Surroundings } from './relation.ts'
import { aligned, unite } from './unite.ts'

/** SQL of a SELECT with its columns. `list` is the column list of the view or WITH, which renames what the SELECT gives. */
export function selectSql(
  select: Select,
  around: Surroundings,
  list?: readonly IndexedColumn[],
): { sql: string; columns: RelationColumn[] } {
  const { sql, columns } = translated(select, around, list)
  return { sql, columns }
}

/** The same for a SELECT in an expression, where columns need no names. */
function subquery(select: Select, around: Surroundings): Subquery {
  const { sql, outputs, single } = translated(select, around)
  return { sql, columns: outputs.map(({ term }) => term), single }
}

interface Translated {
  sql: string
  outputs: Output[]
  columns: RelationColumn[]
  /** Gives one row at most. */
  single: boolean
}

/** A SELECT takes the stack of about as many operators. */
const SELECT_DEPTH = 10

function translated(select: Select, outside: Surroundings, list?: readonly IndexedColumn[]): Translated {
  const around = { ...outside, depth: outside.depth + SELECT_DEPTH }
  refuseDeeper(around.depth)
  const { prefix, known } = commonTables(select, around)
  const arms = [select.select, ...(select.compounds ?? []).map((compound) => compound.select)].map((one) =>
    core(one, known),
  )
  const operators = (select.compounds ?? []).map(({ operator }) => operator)
  const outputs = arms
    .slice(1)
    .reduce((united, arm, i) => unite(united, arm.outputs, operators[i] !== 'UnionAll'), arms[0]!.outputs)
  const named = list ? renamed(outputs, list) : distinctlyNamed(outputs)
  const { identifier } = around
  const columns = named.map(({ name, term }) => relationColumn(name, term, identifier))
  // SQLite joins from left to right; in PostgreSQL INTERSECT would bind tighter.
  const body = arms
    .map((arm) => arm.sql(aligned(arm.outputs, named), identifier))
    .reduce((left, right, i) => `(${left})\n${OPERATORS[operators[i - 1]!]}\n(${right})`)
  const order = select.orderBy ?? []
  const { limit } = select
  const limited = limit !== undefined
  const single =
    arms.length === 1 && (arms[0]!.single || (limit?.expr.type === 'NumericLiteral' && limit.expr.value === '1'))
  if (arms.length === 1 && !arms[0]!.distinct) {
    const keys = order.map((key) => sortKey(orderTerm(key, outputs, arms[0]!.term), key, limited))
    return { sql: `${prefix}${body}${orderAndLimit(keys, limit)}`, outputs, columns, single }
  }
  if (order.length === 0 && !limited) return { sql: `${prefix}${body}`, outputs, columns, single }
  // DISTINCT and UNION let ORDER BY name result columns only, which a subquery turns into plain ones.
  const plain = columns.map((column, i) => ({ name: outputs[i]!.name, term: columnTerm(column) }))
  const keys = order.map((key) => sortKey(orderTerm(key, plain, null), key, limited))
  return { sql: `${prefix}SELECT * FROM (${body}) AS united${orderAndLimit(keys, limit)}`, outputs, columns, single }
}

/** The second `id` of a result is `id:1` in SQLite, the third `id:2` (select.c, sqlite3ColumnsFromExprList). */
function distinctlyNamed(outputs: Output[]): Output[] {
  const taken = new Set<string>()
  return outputs.map(({ name: wanted, term }) => {
    let name = wanted
    for (let count = 1; taken.has(asciiLower(name)); count++) {
      if (count > 3) return reject(`four result columns are named ${wanted}`)
      name = `${wanted.replace(/:\d+$/, '')}:${count}`
    }
    taken.add(asciiLower(name))
    return { name, term }
  })
}

/** ORDER BY goes on by the names that the SELECT itself gives. */
function renamed(outputs: Output[], list: readonly IndexedColumn[]): Output[] {
  if (list.length !== outputs.length) return reject('a column list of another length than the SELECT')
  return outputs.map(({ term }, i) => ({ name: list[i]!.colName.text, term }))
}

const OPERATORS = { UnionAll: 'UNION ALL', Union: 'UNION', Intersect: 'INTERSECT', Except: 'EXCEPT' }

function commonTables(select: Select, around: Surroundings): { prefix: string; known: Surroundings } {
  let known = around
  if (!select.with) return { prefix: '', known }
  if (select.with.recursive) return reject('a recursive WITH')
  const tables: string[] = []
  for (const { tblName, columns: names, select: inner } of select.with.ctes) {
    const { sql, columns } = selectSql(inner, known, names)
    const name = quoteIdentifier(tblName.text)
    tables.push(`${name} AS (${sql})`)
    known = { ...known, relations: withRelation(known.relations, tblName.text, { sql: name, columns }) }
  }
  return { prefix: `WITH ${tables.join(', ')}\n`, known }
}

interface Core {
  outputs: Output[]
  distinct: boolean
  single: boolean
  sql: (outputs: Output[], identifier: (name: string) => string) => string
  /** Translates a term of ORDER BY. */
  term: (expr: Expr) => Term
}

function core(select: OneSelect, around: Surroundings): Core {
  if (select.type === 'SelectValues') return reject('VALUES')
  if (select.windowClause) return reject('a window')
  const subqueries = (outer: Scope) => (inner: Select, depth: number) => subquery(inner, { ...around, outer, depth })
  const rowsOf = (sources: Source[]) => {
    const scope = scopeOfSources(sources, around.outer)
    return contextOf(scope, 'view', { subquery: subqueries(scope), depth: around.depth })
  }
  const { sql: from, sources } = select.from
    ? fromClause(select.from, around, selectSql, rowsOf)
    : { sql: '', sources: [] }
  const rows = rowsOf(sources)
  const where = select.whereClause ? rows.truth(select.whereClause).sql : null
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
    { subqueries, depth: around.depth },
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
    single: select.groupBy === undefined && (isGrouped() || sources.length === 0),
    term(expr) {
      const term = context.term(expr)
      finish()
      return term
    },
    sql: (terms, identifier) =>
      [
        `SELECT ${distinct ? 'DISTINCT ' : ''}${terms.map((output) => `${output.term.sql} AS ${quoteIdentifier(identifier(output.name))}`).join(', ')}`,
        ...tail,
      ].join('\n'),
  }
}

function orderAndLimit(keys: string[], limit: Limit | undefined): string {
  const order = keys.length > 0 ? `\nORDER BY ${keys.join(', ')}` : ''
  if (!limit) return order
  if (keys.length === 0) return reject('LIMIT without ORDER BY')
  return `${order}\nLIMIT ${count(limit.expr)}${limit.offset ? ` OFFSET ${count(limit.offset)}` : ''}`
}

function count(expr: Expr): string {
  const plain = expr.type === 'NumericLiteral' && /^\d{1,18}$/.test(expr.value)
  return plain ? expr.value : reject('a LIMIT that is no plain number')
}
