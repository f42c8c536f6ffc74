import { sameName } from '../../source/schema/name.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import type { Scope, ScopeColumn } from '../scope.ts'
import { reject } from '../untranslatable.ts'

/** A column by its name in the file. */
export interface RelationColumn extends ScopeColumn {
  name: string
  /** USING made it one with a column on its left: only its full name still means it. */
  merged?: boolean
  /** `*` does not stand for it, and only `rowidNames` find it. */
  hidden?: boolean
  /** It is the rowid, which SQL reaches by these names as well where no column has them. */
  rowidNames?: readonly string[]
  /** What a result of it is called that has no AS, where that is another name: in a join in parentheses names are numbered. */
  shown?: string
  /** Its place among the common columns of a join in parentheses: there `*` begins with them, under their plain names. */
  leading?: number
}

/** A table or view that exists in PostgreSQL. */
export interface Relation {
  /** Its quoted name, with its schema. */
  sql: string
  columns: RelationColumn[]
  keys?: readonly Key[]
}

/** Names of columns in which no two rows agree, those with a NULL among them aside where there are such. */
export interface Key {
  columns: readonly string[]
  notNull: boolean
}

/** Finds a table or view by its name in the file, without regard to ASCII case; `main.t` is none that WITH defines. */
export type Relations = (name: string, isQualified?: boolean) => Relation | null

/** What a SELECT is translated within. */
export interface Surroundings {
  relations: Relations
  /** Makes PostgreSQL's name of a column's name. */
  identifier: (name: string) => string
  /** The statement's SQL: SQLite names a result without AS by its text. */
  text: string
  /** The columns of the SELECT around a subquery. */
  outer?: Scope
  /** How deep the SELECT is nested in others. */
  depth: number
  /** Gathers what the view computes that SQLite itself leaves open: clauses. */
  undetermined: Set<string>
  /** Within the recursive part of a WITH. */
  recursing?: boolean
}

/** A relation in a FROM clause under the name that the statement knows it by. */
export interface FromItem {
  alias: string
  columns: RelationColumn[]
  keys?: readonly Key[]
}

/** The columns of a FROM clause, then those around it; a name that two sources have needs its qualifier. */
export function scopeOfSources(sources: FromItem[], outer?: Scope): Scope {
  return {
    column(name, table) {
      const found = sources
        .filter((source) => table === undefined || sameName(source.alias, table))
        .flatMap((source) => columnsOf(source).filter((column) => !column.hidden && sameName(column.name, name)))
        .filter((column) => table !== undefined || !column.merged)
      const meant = sources.filter((source) => table === undefined || sameName(source.alias, table))
      const rowid = found.length === 0 && meant.length === 1 ? rowidOf(meant[0]!, name) : null
      if (rowid) return rowid
      if (found.length > 1) reject(`the name ${name} stands for several columns`)
      if (found[0]) return found[0]
      const around = outer?.column(name, table) ?? null
      const hidden = sources.find(({ alias }) => alias === around?.alias)
      return hidden ? reject(`the name ${hidden.alias} stands for two tables`) : around
    },
  }
}

/** The rowid by one of its other names: of several tables none is meant (resolve.c, lookupName). */
export function rowidOf(source: FromItem, name: string): RelationColumn | null {
  const column = columnsOf(source).find(({ rowidNames = [] }) => rowidNames.some((one) => sameName(one, name)))
  // docid is a column without a type.
  return column && sameName(name, 'docid') ? { ...column, affinity: 'blob' } : (column ?? null)
}

/** The columns as the statement has to write them. */
export function columnsOf({ alias, columns }: FromItem): RelationColumn[] {
  return columns.map((column) => ({ ...column, alias, sql: `${quoteIdentifier(alias)}.${column.sql}` }))
}
