import type { IndexedColumn, Limit, Select } from 'sqlite3-parser'
import { columnTerm } from '../column.ts'
import type { Subquery } from '../context.ts'
import { refuseDeeper } from '../translate.ts'
import { reject } from '../untranslatable.ts'
import { commonTables } from './common-tables.ts'
import { compound } from './compound.ts'
import { core } from './core.ts'
import { limitSql } from './limit.ts'
import { distinctlyNamed, renamed } from './naming.ts'
import { orderTerm, sortKey } from './order.ts'
import { relationColumn, type Output } from './output.ts'
import type { RelationColumn, Surroundings } from './relation.ts'

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
export function subquery(select: Select, around: Surroundings): Subquery {
  const { sql, outputs, single } = translated(select, around)
  return { sql, columns: outputs.map(({ term }) => term), single }
}

const SUBSELECTS = { inFrom: selectSql, inExpression: subquery }

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
  const { prefix, known } = commonTables(select.with, around, SUBSELECTS)
  const arms = [select.select, ...(select.compounds ?? []).map((one) => one.select)].map((one) =>
    core(one, known, SUBSELECTS),
  )
  const all = compound(
    arms,
    (select.compounds ?? []).map(({ operator }) => operator),
  )
  const { outputs } = all
  const named = list ? renamed(outputs, list) : distinctlyNamed(outputs)
  const { identifier } = around
  const columns = named.map(({ name, term }) => relationColumn(name, term, identifier))
  const body = all.sql(named, identifier)
  const order = select.orderBy ?? []
  const { limit } = select
  const limited = limit !== undefined
  const single = all.single || (arms.length === 1 && limit?.expr.type === 'NumericLiteral' && limit.expr.value === '1')
  if (arms.length === 1 && !arms[0]!.distinct) {
    const keys = order.map((key) => sortKey(orderTerm(key, outputs, arms[0]!.term), key, limited))
    return { sql: `${prefix()}${body}${orderAndLimit(keys, limit)}`, outputs, columns, single }
  }
  if (order.length === 0 && !limited) return { sql: `${prefix()}${body}`, outputs, columns, single }
  // DISTINCT and UNION let ORDER BY name result columns only, which a subquery turns into plain ones.
  const plain = columns.map((column, i) => ({ name: outputs[i]!.name, term: columnTerm(column) }))
  const keys = order.map((key) => sortKey(orderTerm(key, plain, null), key, limited))
  return { sql: `${prefix()}SELECT * FROM (${body}) AS united${orderAndLimit(keys, limit)}`, outputs, columns, single }
}

function orderAndLimit(keys: string[], limit: Limit | undefined): string {
  const order = keys.length > 0 ? `\nORDER BY ${keys.join(', ')}` : ''
  if (!limit) return order
  if (keys.length === 0) return reject('LIMIT without ORDER BY')
  return `${order}${limitSql(limit)}`
}
