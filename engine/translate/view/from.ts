import type { FromClause, IndexedColumn, JoinedSelectTable, Select, SelectTable, SubSelectTable } from 'sqlite3-parser'
import { sameName } from '../../source/schema/name.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import type { Context } from '../context.ts'
import { refuseDeeper } from '../translate.ts'
import { reject } from '../untranslatable.ts'
import { isNatural, outerSide } from './join-type.ts'
import { asResults, merge, namesInCommon } from './merge.ts'
import type { FromItem, RelationColumn, Surroundings } from './relation.ts'

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
  /** Its joins by common column names: the place in `sources` of what stands left of the JOIN. */
  merges: { at: number; names: string[] }[]
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
  const merges = [...first.merges]
  const joins = from.joins ?? []
  // With a join that may miss what is on its left SQLite takes the common column from whichever side has it.
  const mayMissLeft = joins.some(({ operator }) => outerSide(operator) === 'RIGHT' || outerSide(operator) === 'FULL')
  let { sql } = first
  for (const join of joins) {
    const right = item(join.table, sources.length)
    const twice = right.sources.find((one) => sources.some(({ alias }) => sameName(alias, one.alias)))
    if (twice) reject(`two tables are named ${twice.alias}`)
    const { sql: next, names } = joined(join, right, sources, mayMissLeft, conditions)
    sql += `\n${next}`
    if (names) merges.push({ at: sources.length - 1, names })
    merges.push(...right.merges.map(({ at, names: inner }) => ({ at: at + sources.length, names: inner })))
    sources.push(...right.sources)
  }
  return { sql, sources, merges }
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
  return { ...inner, sql: `(${inner.sql})`, sources: asResults(inner) }
}

/** A join in parentheses takes the stack of about as many operators. */
const NESTED_DEPTH = 5

function deeper(around: Surroundings): Surroundings {
  const depth = around.depth + NESTED_DEPTH
  refuseDeeper(depth)
  return { ...around, depth }
}

function single({ sql, source }: { sql: string; source: FromItem }): FromSql {
  return { sql, sources: [source], merges: [] }
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
    const relation =
      around.relations(objName.text, dbName !== undefined) ??
      reject(`${objName.text} is no table or view that was migrated`)
    const { columns, keys } = relation
    return { sql: `${relation.sql} AS ${quoteIdentifier(name)}`, source: { alias: name, columns, keys } }
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
export function aliasOf(name: string): string {
  return name !== '' && Buffer.byteLength(name) <= 63 ? name : reject('a table name that PostgreSQL cannot have')
}

function joined(
  { operator, constraint }: JoinedSelectTable,
  { sql: right, sources: rights }: FromSql,
  lefts: FromItem[],
  mayMissLeft: boolean,
  conditions: Conditions,
): { sql: string; names: string[] | null } {
  const outer = outerSide(operator)
  // The side that may be missing gives NULLs, also from columns that are NOT NULL.
  if (outer === 'LEFT' || outer === 'FULL') nullable(rights)
  if (outer === 'RIGHT' || outer === 'FULL') nullable(lefts)
  const names =
    constraint?.type === 'UsingJoinConstraint'
      ? constraint.columns.map(({ text }) => text)
      : isNatural(operator)
        ? namesInCommon(lefts, rights)
        : null
  if (names && (outer === 'RIGHT' || outer === 'FULL')) return reject(`a ${outer} join by common column names`)
  if (!names && !constraint && !outer) return { sql: `CROSS JOIN ${right}`, names }
  const condition = names
    ? merge(names, lefts, rights, mayMissLeft)
    : constraint?.type === 'OnJoinConstraint'
      ? conditions([...lefts, ...rights]).truth(constraint.expr).sql
      : 'true'
  return { sql: `${outer ? `${outer} ` : ''}JOIN ${right} ON ${condition}`, names }
}

function nullable(sources: FromItem[]): void {
  for (const source of sources) source.columns = source.columns.map((column) => ({ ...column, notNull: false }))
}
