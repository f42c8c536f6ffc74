import type { FromClause, IndexedColumn, JoinedSelectTable, Select, SelectTable } from 'sqlite3-parser'
import { sameName } from '../../source/schema/name.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import { columnTerm } from '../column.ts'
import { compare } from '../operators/comparison.ts'
import type { Context } from '../context.ts'
import { operand } from '../term.ts'
import { reject } from '../untranslatable.ts'
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

/** FROM with its joins, left to right as SQLite takes them, and the columns that it offers. */
export function fromClause(
  from: FromClause,
  around: Surroundings,
  subselect: Subselect,
  conditions: Conditions,
): { sql: string; sources: FromItem[] } {
  if (!from.select) return reject('an empty FROM')
  const first = table(from.select, 0, around, subselect)
  const sources: FromItem[] = [first.source]
  let sql = first.sql
  for (const join of from.joins ?? []) {
    const right = table(join.table, sources.length, around, subselect)
    if (sources.some(({ alias }) => sameName(alias, right.source.alias)))
      reject(`two tables are named ${right.source.alias}`)
    sources.push(right.source)
    sql += `\n${joined(join, right.sql, sources, conditions)}`
  }
  return { sql, sources }
}

function table(
  from: SelectTable,
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
  return reject(from.type === 'TableCallSelectTable' ? 'a table-valued function' : 'a join in parentheses')
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
  right: string,
  sources: FromItem[],
  conditions: Conditions,
): string {
  const type = operator.type === 'CommaJoinOperator' ? 0 : (operator.joinType ?? 0)
  const outer = type & LEFT ? (type & RIGHT ? 'FULL' : 'LEFT') : type & RIGHT ? 'RIGHT' : null
  if (type & OUTER && !outer) return reject('an outer join of no side')
  // The side that may be missing gives NULLs, also from columns that are NOT NULL.
  if (outer === 'LEFT' || outer === 'FULL') nullable(sources.slice(-1))
  if (outer === 'RIGHT' || outer === 'FULL') nullable(sources.slice(0, -1))
  const names = commonNames(type, constraint, sources)
  if (names && (outer === 'RIGHT' || outer === 'FULL')) return reject(`a ${outer} join by common column names`)
  if (!names && !constraint && !outer) return `CROSS JOIN ${right}`
  const condition = names
    ? merge(names, sources)
    : constraint?.type === 'OnJoinConstraint'
      ? conditions(sources).truth(constraint.expr).sql
      : 'true'
  return `${outer ? `${outer} ` : ''}JOIN ${right} ON ${condition}`
}

/** The columns of USING and NATURAL; null for any other join. */
function commonNames(type: number, constraint: JoinedSelectTable['constraint'], sources: FromItem[]): string[] | null {
  if (constraint?.type === 'UsingJoinConstraint') return constraint.columns.map(({ text }) => text)
  if (!(type & NATURAL)) return null
  const left = sources.slice(0, -1).flatMap(({ columns }) => columns)
  const right = sources.at(-1)!.columns.map(({ name }) => name)
  const common = right.filter((name) => left.some((column) => sameName(column.name, name)))
  return common.length > 0 ? common : null
}

/** The condition of USING; from then on the right-hand columns are only known by their full names. */
function merge(names: string[], sources: FromItem[]): string {
  const right = sources.at(-1)!
  const find = (among: FromItem[], name: string) =>
    columnTerm(scopeOfSources(among).column(name) ?? reject(`USING a column ${name} that one side does not have`))
  const tests = names.map((name) => operand(compare(find(sources.slice(0, -1), name), '=', find([right], name))))
  right.columns = right.columns.map((column) =>
    names.some((name) => sameName(name, column.name)) ? { ...column, merged: true } : column,
  )
  return tests.join(' AND ')
}

function nullable(sources: FromItem[]): void {
  for (const source of sources) source.columns = source.columns.map((column) => ({ ...column, notNull: false }))
}

/** A relation that WITH or an earlier view defines. */
export function withRelation(relations: Relations, name: string, relation: Relation): Relations {
  return (wanted) => (sameName(wanted, name) ? relation : relations(wanted))
}
