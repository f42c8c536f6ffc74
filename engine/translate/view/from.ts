import type { FromClause, IndexedColumn, JoinedSelectTable, Select, SelectTable, SubSelectTable } from 'sqlite3-parser'
import { sameName } from '../../source/schema/name.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import { columnTerm } from '../column.ts'
import { compare } from '../operators/comparison.ts'
import type { Context } from '../context.ts'
import { operand } from '../term.ts'
import { refuseDeeper } from '../translate.ts'
import { reject } from '../untranslatable.ts'
import { distinctNames } from './naming.ts'
import {
  scopeOfSources,
  type Relation,
  type RelationColumn,
  type Relations,
  type FromItem,
  type Surroundings,
} from './relation.ts'

/** Translates a SELECT in a FROM clause; handed in because it is the caller's own caller. */
export type Subselect = (
  select: Select,
  around: Surroundings,
  list?: readonly IndexedColumn[],
) => { sql: string; columns: RelationColumn[] }

/** Where the conditions of joins are translated: the columns of these sources. */
type Conditions = (sources: FromItem[]) => Context

interface FromSql {
  sql: string
  sources: FromItem[]
}

/** FROM with its joins, left to right as SQLite takes them, and the columns that it offers. */
export function fromClause(
  from: FromClause,
  around: Surroundings,
  subselect: Subselect,
  conditions: Conditions,
): FromSql {
  if (!from.select) return reject('an empty FROM')
  // SQLite drops parentheses around all of FROM.
  if (from.select.type === 'SubSelectTable' && !from.select.alias && !from.joins?.length)
    return fromClause(from.select.from, deeper(around), subselect, conditions)
  const item = (one: SelectTable, position: number) =>
    one.type === 'SubSelectTable'
      ? nested(one, around, subselect, conditions)
      : single(table(one, position, around, subselect))
  const first = item(from.select, 0)
  const sources = [...first.sources]
  let { sql } = first
  for (const join of from.joins ?? []) {
    const right = item(join.table, sources.length)
    const twice = right.sources.find((one) => sources.some(({ alias }) => sameName(alias, one.alias)))
    if (twice) reject(`two tables are named ${twice.alias}`)
    sql += `\n${joined(join, right, sources, conditions)}`
    sources.push(...right.sources)
  }
  return { sql, sources }
}

/** A join in parentheses: all around it know its tables by their own names, and it knows none of theirs. */
function nested(
  { from, alias }: SubSelectTable,
  around: Surroundings,
  subselect: Subselect,
  conditions: Conditions,
): FromSql {
  if (alias) return reject('a join in parentheses that has a name')
  const inner = fromClause(from, deeper(around), subselect, conditions)
  // PostgreSQL takes parentheses around joins only.
  if (!from.joins?.length) return inner
  const columns = inner.sources.flatMap((source) => source.columns).filter(({ hidden }) => !hidden)
  if (columns.some(({ merged }) => merged)) reject('a join in parentheses by common column names')
  // To SQLite it is a subquery, whose result columns are numbered where they have one name (select.c, SF_NestedFrom).
  const names = distinctNames(columns.map(({ name, shown }) => shown ?? name))
  let next = 0
  const sources = inner.sources.map((source) => ({
    ...source,
    columns: source.columns.flatMap((column) =>
      column.hidden ? [] : { ...column, rowidNames: [], shown: names[next++]! },
    ),
  }))
  return { sql: `(${inner.sql})`, sources }
}

/** A join in parentheses takes the stack of about as many operators. */
const NESTED_DEPTH = 5

function deeper(around: Surroundings): Surroundings {
  const depth = around.depth + NESTED_DEPTH
  refuseDeeper(depth)
  return { ...around, depth }
}

function single({ sql, source }: { sql: string; source: FromItem }): FromSql {
  return { sql, sources: [source] }
}

function table(
  from: Exclude<SelectTable, SubSelectTable>,
  position: number,
  around: Surroundings,
  subselect: Subselect,
): { sql: string; source: FromItem } {
  if (from.type === 'TableSelectTable') {
    const { objName, dbName, alias } = from.tblName
    const name = aliasOf((from.alias?.name ?? alias ?? objName).text)
    if (dbName && !sameName(dbName.text, 'main')) return reject(`the database ${dbName.text}`)
    const relation = around.relations(objName.text) ?? reject(`${objName.text} is no table or view that was migrated`)
    return { sql: `${relation.sql} AS ${quoteIdentifier(name)}`, source: { alias: name, columns: relation.columns } }
  }
  if (from.type === 'SelectSelectTable') {
    const { sql, columns } = subselect(from.select, around)
    // PostgreSQL before 16 wants a name for each.
    const name = aliasOf(from.alias?.name.text ?? `subquery ${position}`)
    return { sql: `(${sql}) AS ${quoteIdentifier(name)}`, source: { alias: name, columns } }
  }
  return reject('a table-valued function')
}

/** PostgreSQL knows no empty name, and cuts one of more than 63 bytes, so that two could become one. */
function aliasOf(name: string): string {
  return name !== '' && Buffer.byteLength(name) <= 63 ? name : reject('a table name that PostgreSQL cannot have')
}

/** The parser's JoinType bits, which its entry point exports as a type only. */
const NATURAL = 4
const LEFT = 8
const RIGHT = 16
const OUTER = 32

function joined(
  { operator, constraint }: JoinedSelectTable,
  { sql: right, sources: rights }: FromSql,
  lefts: FromItem[],
  conditions: Conditions,
): string {
  const type = operator.type === 'CommaJoinOperator' ? 0 : (operator.joinType ?? 0)
  const outer = type & LEFT ? (type & RIGHT ? 'FULL' : 'LEFT') : type & RIGHT ? 'RIGHT' : null
  if (type & OUTER && !outer) return reject('an outer join of no side')
  // The side that may be missing gives NULLs, also from columns that are NOT NULL.
  if (outer === 'LEFT' || outer === 'FULL') nullable(rights)
  if (outer === 'RIGHT' || outer === 'FULL') nullable(lefts)
  const names = commonNames(type, constraint, lefts, rights)
  if (names && (outer === 'RIGHT' || outer === 'FULL')) return reject(`a ${outer} join by common column names`)
  if (!names && !constraint && !outer) return `CROSS JOIN ${right}`
  const condition = names
    ? merge(names, lefts, rights)
    : constraint?.type === 'OnJoinConstraint'
      ? conditions([...lefts, ...rights]).truth(constraint.expr).sql
      : 'true'
  return `${outer ? `${outer} ` : ''}JOIN ${right} ON ${condition}`
}

/** The columns of USING and NATURAL; null for any other join. */
function commonNames(
  type: number,
  constraint: JoinedSelectTable['constraint'],
  lefts: FromItem[],
  rights: FromItem[],
): string[] | null {
  if (constraint?.type === 'UsingJoinConstraint') return constraint.columns.map(({ text }) => text)
  if (!(type & NATURAL)) return null
  if (rights.length > 1) return reject('NATURAL with a join in parentheses')
  const left = lefts.flatMap(({ columns }) => columns).filter(({ hidden }) => !hidden)
  const right = rights[0]!.columns.filter(({ hidden }) => !hidden).map(({ name }) => name)
  const common = right.filter((name) => left.some((column) => sameName(column.name, name)))
  return common.length > 0 ? common : null
}

/** The condition of USING; from then on the right-hand columns are only known by their full names. */
function merge(names: string[], lefts: FromItem[], rights: FromItem[]): string {
  const find = (among: FromItem[], name: string) =>
    columnTerm(scopeOfSources(among).column(name) ?? reject(`USING a column ${name} that one side does not have`))
  const tests = names.map((name) => operand(compare(find(lefts, name), '=', find(rights, name))))
  for (const right of rights) {
    right.columns = right.columns.map((column) =>
      names.some((name) => sameName(name, column.name)) ? { ...column, merged: true } : column,
    )
  }
  return tests.join(' AND ')
}

function nullable(sources: FromItem[]): void {
  for (const source of sources) source.columns = source.columns.map((column) => ({ ...column, notNull: false }))
}

/** A relation that WITH or an earlier view defines. */
export function withRelation(relations: Relations, name: string, relation: Relation): Relations {
  return (wanted) => (sameName(wanted, name) ? relation : relations(wanted))
}
