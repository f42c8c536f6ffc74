import type { Expr, IndexedColumn, Limit, Select } from 'sqlite3-parser'
import { quoteIdentifier } from '../../target/quote.ts'
import { columnTerm } from '../column.ts'
import type { Subquery } from '../context.ts'
import { refuseDeeper } from '../translate.ts'
import { reject } from '../untranslatable.ts'
import { core } from './core.ts'
import { withRelation } from './from.ts'
import { distinctlyNamed, renamed } from './naming.ts'
import { orderTerm, sortKey } from './order.ts'
import { relationColumn, type Output } from './output.ts'
import type { RelationColumn, Surroundings } from './relation.ts'
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
    core(one, known, { inFrom: selectSql, inExpression: subquery }),
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
