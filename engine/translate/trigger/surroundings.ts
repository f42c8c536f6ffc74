import type { Expr, Select } from 'sqlite3-parser'
import { sameName } from '../../source/schema/name.ts'
import type { Context } from '../context.ts'
import type { Scope } from '../scope.ts'
import { contextOf } from '../translate.ts'
import { reject } from '../untranslatable.ts'
import { aliasOf } from '../view/from.ts'
import { scopeOfSources, type FromItem, type Relation, type RelationColumn, type Relations } from '../view/relation.ts'
import { subquery } from '../view/select.ts'

/** A column that statements write. */
export interface WritableColumn extends RelationColumn {
  /** Computed from others, and written by none. */
  generated: boolean
  /** A row that is inserted without it would not get the default of the file. */
  lacksDefault: boolean
  /** The rowid, which SQLite numbers where it is NULL. */
  numbered: boolean
}

export interface WritableTable extends Relation {
  name: string
  columns: WritableColumn[]
  /** Made by this migration, so that its columns and their defaults are known. */
  made: boolean
  /** Has a CHECK. */
  checked: boolean
  /** A full-text table, which takes commands beside rows. */
  fullText: boolean
}

/** What changes a row. */
export type RowEvent = 'INSERT' | 'UPDATE' | 'DELETE'

/** What the statements of one trigger are translated within. */
export interface TriggerSurroundings {
  /** The table that it watches. */
  table: WritableTable
  timing: 'BEFORE' | 'AFTER'
  event: RowEvent
  /** Finds a table of the file that statements write. */
  tables: (name: string) => WritableTable | null
  identifier: (name: string) => string
  /** The trigger's SQL. */
  text: string
  /** Gathers the tables that are read and changed, by their names in the file. */
  reads: Set<string>
  changes: Change[]
  /** Set where it may leave the row out. */
  skips: boolean
  /** Gathers what SQLite leaves open. */
  undetermined: Set<string>
}

export interface Change {
  table: string
  event: RowEvent
}

/** PL/pgSQL, and the SQL in it for PostgreSQL to look at before anybody relies on it: it plans a function's SQL when it first runs. */
export interface Statement {
  sql: string
  probes: string[]
}

/** NEW and OLD, which only their own names mean. */
export function rowScope({ table, timing, event }: TriggerSurroundings): Scope {
  const isBefore = timing === 'BEFORE'
  const columns = table.columns.map((column) => ({
    ...column,
    notNull: column.notNull && !isBefore,
    // PostgreSQL computes it after BEFORE triggers, and numbers a row before them.
    ...(isBefore && column.generated ? { leftOut: `the generated column ${column.name} before the row is there` } : {}),
    ...(isBefore && event === 'INSERT' && column.numbered
      ? { leftOut: `the id ${column.name} before the row is there` }
      : {}),
  }))
  const rows: FromItem[] = []
  if (event !== 'DELETE') rows.push({ alias: 'new', columns })
  if (event !== 'INSERT') rows.push({ alias: 'old', columns })
  const scope = scopeOfSources(rows)
  return { column: (name, qualifier) => (qualifier === undefined ? null : scope.column(name, qualifier)) }
}

/** For expressions that see these columns beside NEW and OLD. */
export function contextWithin(around: TriggerSurroundings, sources: FromItem[] = []): Context {
  const outer = rowScope(around)
  const scope = sources.length > 0 ? scopeOfSources(sources, outer) : outer
  return contextOf(scope, 'view', {
    subquery: (inner, depth) => subquery(inner, viewSurroundings(around, scope, depth)),
  })
}

export function viewSurroundings(around: TriggerSurroundings, outer: Scope = rowScope(around), depth = 0) {
  const { identifier, text, undetermined } = around
  return { relations: readable(around), identifier, text, outer, depth, undetermined }
}

/**
 * Tables that are read. After a row, SQLite runs a trigger before the statement goes on to the next one; PostgreSQL runs
 * all of them when the statement has changed all rows. Only what they see of their own table tells the two apart.
 */
function readable({ tables, table, timing, event, reads }: TriggerSurroundings): Relations {
  return (name) => {
    const isOwn = sameName(name, table.name)
    if (isOwn && !(timing === 'BEFORE' && event === 'INSERT'))
      return reject(`it reads ${table.name}, of which SQLite has changed fewer rows at that time`)
    const found = tables(name)
    if (found) reads.add(found.name)
    return found
  }
}

/** The table of a statement under the name that its columns are called by. */
export function targetItem(target: WritableTable): FromItem {
  const alias = aliasOf(target.name)
  if (sameName(alias, 'new') || sameName(alias, 'old')) reject(`a table is named ${alias}`)
  return { alias, columns: target.columns, keys: target.keys }
}

/** SELECT 1 … with the rest of a SELECT: whether it has a row. */
export function existence(select: Select): Expr {
  const { span } = select
  const one = { type: 'NumericLiteral', value: '1', span } as Expr
  if (select.select.type !== 'SelectFrom') return reject('VALUES')
  const columns = [{ type: 'ExprResultColumn', expr: one, alias: undefined, span }] as const
  return { type: 'ExistsExpr', select: { ...select, select: { ...select.select, columns } }, span }
}

/** The table of a statement. */
export function written(name: string, { tables }: TriggerSurroundings): WritableTable {
  const table = tables(name) ?? reject(`${name} is no table that was migrated`)
  return table.made ? table : reject(`${name} was in the target already, with columns and defaults of its own`)
}

export function isOwn(target: WritableTable, { table }: TriggerSurroundings): boolean {
  return sameName(target.name, table.name)
}

/** Before a row is inserted both sides see the same rows; otherwise it depends on how many the statement has changed by then. */
export function refuseOwn(target: WritableTable, around: TriggerSurroundings): void {
  if (isOwn(target, around) && !(around.timing === 'BEFORE' && around.event === 'INSERT'))
    reject(`it changes other rows of ${target.name}, the table that it watches`)
}
