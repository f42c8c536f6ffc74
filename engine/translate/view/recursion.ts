import type { CommonTableExpr, FromClause, Limit, OneSelect, SelectTable } from 'sqlite3-parser'
import { isDeepStrictEqual } from 'node:util'
import { sameName } from '../../source/schema/name.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import { reject } from '../untranslatable.ts'
import { compound, type Core } from './compound.ts'
import { limitSql } from './limit.ts'
import { core, type Subselects } from './core.ts'
import { outerSide } from './join-type.ts'
import { distinctlyNamed, renamed } from './naming.ts'
import { relationColumn, type Output } from './output.ts'
import type { RelationColumn, Surroundings } from './relation.ts'
import { aligned, unite } from './unite.ts'

/** Whether the last SELECT of a compound one has the table that it defines in its FROM (lang_with.html §3). */
export function isRecursive({ tblName, select }: CommonTableExpr): boolean {
  const last = select.compounds?.at(-1)
  return (
    last !== undefined &&
    (last.operator === 'Union' || last.operator === 'UnionAll') &&
    readings(last.select, tblName.text).length > 0
  )
}

/**
 * A table of WITH that reads itself. SQLite hands its rows to the recursive SELECT one by one, PostgreSQL all new ones at a time:
 * the same wherever each row is joined by itself. PostgreSQL wants both parts to have the same types, so that the recursive
 * part is translated with those of the first, and again with what the two have together until nothing changes.
 */
export function recursion(
  { tblName, columns: list, select }: CommonTableExpr,
  around: Surroundings,
  subselects: Subselects,
): { sql: string; columns: RelationColumn[] } {
  const { identifier } = around
  const name = tblName.text
  // Each part is translated several times, which would multiply from level to level.
  if (around.recursing) return reject('a recursive WITH within another')
  if (select.with) return reject('a WITH within a recursive one')
  if (select.orderBy) return reject('a recursive WITH with ORDER BY')
  const all = [select.select, ...select.compounds!.map((one) => one.select)]
  const operators = select.compounds!.map(({ operator }) => operator)
  const last = refuseUnlike(all.at(-1)!, name)
  if (operators.length > 1 && operators.at(-2) === operators.at(-1) && readings(all.at(-2)!, name).length > 0)
    return reject('a recursive WITH of several recursive parts')
  const first = compound(
    all.slice(0, -1).map((one) => core(one, around, subselects)),
    operators.slice(0, -1),
  )
  const distinct = operators.at(-1) === 'Union'
  const limit = select.limit && limitOfChain(select.limit, first.single, last)
  let outputs = first.outputs
  for (let round = 0; round < ROUNDS; round++) {
    const named = list ? renamed(outputs, list) : distinctlyNamed(outputs)
    const columns = named.map((output) => relationColumn(output.name, output.term, identifier))
    const self = { sql: quoteIdentifier(name), columns }
    const arm = core(last, { ...around, relations: onceAlso(name, self, around), recursing: true }, subselects)
    refuseGrouped(arm)
    const united = unite(outputs, arm.outputs, distinct)
    const known = united.map((output, i) => relationColumn(named[i]!.name, output.term, identifier))
    if (isDeepStrictEqual(known, columns)) {
      const typed = (sql: string) =>
        `SELECT ${named.map((output) => exact(output, identifier)).join(', ')} FROM (${sql}) AS part`
      const recursive = arm.sql(aligned(arm.outputs, named), identifier)
      const sql = `${typed(first.sql(named, identifier))}\nUNION${distinct ? '' : ' ALL'}\n${typed(recursive)}`
      const { sql: table } = self
      return { sql: limit ? `WITH RECURSIVE ${table} AS (${sql})\nSELECT * FROM ${table}${limit}` : sql, columns }
    }
    outputs = united
  }
  return reject('a recursive WITH whose columns have no one type')
}

/** Types widen, and columns become nullable, in a few rounds. */
const ROUNDS = 5

/** In the recursive part the table is there once: SQLite refuses a second reading, in a subquery too. */
function onceAlso(name: string, self: { sql: string; columns: RelationColumn[] }, { relations }: Surroundings) {
  let isRead = false
  return (wanted: string, isQualified = false) => {
    if (isQualified || !sameName(wanted, name)) return relations(wanted, isQualified)
    if (isRead) return reject(`${name} of WITH reads itself twice`)
    isRead = true
    return self
  }
}

/** PostgreSQL compares the types with their arguments and the collations of both parts. */
function exact({ name, term }: Output, identifier: (name: string) => string): string {
  const column = quoteIdentifier(identifier(name))
  const isText = term.type === 'text' || term.type === 'varchar'
  return `${column}::${term.type}${isText ? ' COLLATE "default"' : ''} AS ${column}`
}

/** How often a FROM clause has the table: the joins that it is the right side of, null where it stands first. */
function readings(select: OneSelect, name: string) {
  if (select.type !== 'SelectFrom' || !select.from) return []
  const { select: first, joins = [] } = unwrapped(select.from)
  const isSelf = (table: SelectTable | undefined) =>
    table?.type === 'TableSelectTable' && !table.tblName.dbName && sameName(table.tblName.objName.text, name)
  return [...(isSelf(first) ? [null] : []), ...joins.filter(({ table }) => isSelf(table))]
}

/** SQLite drops parentheses around all of FROM. */
function unwrapped(from: FromClause): FromClause {
  const only = from.joins?.length ? null : from.select
  return only?.type === 'SubSelectTable' && !only.alias ? unwrapped(only.from) : from
}

/** What looks at several of the table's rows, or at none, would see others in PostgreSQL. */
function refuseUnlike(select: OneSelect, name: string): OneSelect {
  const [reading, another] = readings(select, name)
  if (another !== undefined) reject(`${name} of WITH reads itself twice`)
  if (select.type === 'SelectFrom') {
    if (select.distinctness || select.groupBy || select.having)
      reject('DISTINCT or GROUP BY in a recursive part of WITH')
    const sides = (unwrapped(select.from!).joins ?? []).map(({ operator }) => outerSide(operator))
    const misses = reading ? outerSide(reading.operator) === 'LEFT' : false
    if (misses || sides.includes('RIGHT') || sides.includes('FULL'))
      reject('an outer join that may miss the table that a recursive WITH defines')
  }
  return select
}

/** Which rows come first is certain where each has one successor at most. Both sides stop when they have enough. */
function limitOfChain(limit: Limit, startsSingle: boolean, last: OneSelect): string {
  const isChain = startsSingle && last.type === 'SelectFrom' && !unwrapped(last.from!).joins?.length
  return isChain ? limitSql(limit) : reject('LIMIT of a recursive WITH whose rows come in no certain order')
}

function refuseGrouped({ single }: Core): void {
  if (single) reject('an aggregate in a recursive part of WITH')
}
