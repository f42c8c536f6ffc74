import type { FromClause, IndexedColumn, JoinedSelectTable, Select, SelectTable } from 'sqlite3-parser'
import { quoteIdentifier } from '../../../target/quote.ts'
import { contextOf } from '../translate.ts'
import { reject } from '../untranslatable.ts'
import {
  sameName,
  scopeOfSources,
  type Relation,
  type RelationColumn,
  type Relations,
  type Source,
} from './relation.ts'

/** Translates a SELECT in a FROM clause; handed in because it is the caller's own caller. */
export type Subselect = (
  select: Select,
  relations: Relations,
  list?: readonly IndexedColumn[],
) => { sql: string; columns: RelationColumn[] }

/** FROM with its joins, left to right as SQLite takes them, and the columns that it offers. */
export function fromClause(
  from: FromClause,
  relations: Relations,
  subselect: Subselect,
): { sql: string; sources: Source[] } {
  if (!from.select) return reject('an empty FROM')
  const first = table(from.select, relations, subselect)
  const sources: Source[] = [first.source]
  let sql = first.sql
  for (const join of from.joins ?? []) {
    const right = table(join.table, relations, subselect)
    if (sources.some(({ alias }) => sameName(alias, right.source.alias)))
      reject(`two tables are named ${right.source.alias}`)
    sources.push(right.source)
    sql += `\n${joined(join, right.sql, sources)}`
  }
  return { sql, sources }
}

function table(from: SelectTable, relations: Relations, subselect: Subselect): { sql: string; source: Source } {
  if (from.type === 'TableSelectTable') {
    const { objName, dbName, alias } = from.tblName
    const name = (from.alias?.name ?? alias ?? objName).text
    if (dbName && !sameName(dbName.text, 'main')) return reject(`the database ${dbName.text}`)
    const relation = relations(objName.text) ?? reject(`${objName.text} is no table or view that was migrated`)
    return { sql: `${relation.sql} AS ${quoteIdentifier(name)}`, source: { alias: name, columns: relation.columns } }
  }
  if (from.type === 'SelectSelectTable') {
    const { sql, columns } = subselect(from.select, relations)
    const name = from.alias?.name.text ?? reject('a subquery in FROM without a name')
    return { sql: `(${sql}) AS ${quoteIdentifier(name)}`, source: { alias: name, columns } }
  }
  return reject(from.type === 'TableCallSelectTable' ? 'a table-valued function' : 'a join in parentheses')
}

/** The parser's JoinType bits, which its entry point exports as a type only. */
const NATURAL = 4
const LEFT = 8
const RIGHT = 16
const OUTER = 32

function joined({ operator, constraint }: JoinedSelectTable, right: string, sources: Source[]): string {
  const type = operator.type === 'CommaJoinOperator' ? 0 : (operator.joinType ?? 0)
  if (type & NATURAL || constraint?.type === 'UsingJoinConstraint') return reject('a join by common column names')
  const outer = type & LEFT ? (type & RIGHT ? 'FULL' : 'LEFT') : type & RIGHT ? 'RIGHT' : null
  if (type & OUTER && !outer) return reject('an outer join of no side')
  // The side that may be missing gives NULLs, also from columns that are NOT NULL.
  if (outer === 'LEFT' || outer === 'FULL') nullable(sources.slice(-1))
  if (outer === 'RIGHT' || outer === 'FULL') nullable(sources.slice(0, -1))
  if (!constraint && !outer) return `CROSS JOIN ${right}`
  const condition = constraint ? contextOf(scopeOfSources(sources), 'view').truth(constraint.expr).sql : 'true'
  return `${outer ? `${outer} ` : ''}JOIN ${right} ON ${condition}`
}

function nullable(sources: Source[]): void {
  for (const source of sources) source.columns = source.columns.map((column) => ({ ...column, notNull: false }))
}

/** A relation that WITH or an earlier view defines. */
export function withRelation(relations: Relations, name: string, relation: Relation): Relations {
  return (wanted) => (sameName(wanted, name) ? relation : relations(wanted))
}
