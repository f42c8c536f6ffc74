import { quoteIdentifier } from '../../../target/quote.ts'
import type { Scope, ScopeColumn } from '../scope.ts'
import { reject } from '../untranslatable.ts'

/** A column by its name in the file. */
export interface RelationColumn extends ScopeColumn {
  name: string
}

/** A table or view that exists in PostgreSQL. */
export interface Relation {
  /** Its quoted name, with its schema. */
  sql: string
  columns: RelationColumn[]
}

/** Finds a table or view by its name in the file, without regard to ASCII case. */
export type Relations = (name: string) => Relation | null

/** A relation in a FROM clause under the name that the statement knows it by. */
export interface Source {
  alias: string
  columns: RelationColumn[]
}

/** The columns of a FROM clause; a name that two sources have needs its qualifier. */
export function scopeOfSources(sources: Source[]): Scope {
  return {
    column(name, table) {
      const found = sources
        .filter((source) => table === undefined || sameName(source.alias, table))
        .flatMap((source) => columnsOf(source).filter((column) => sameName(column.name, name)))
      if (found.length > 1) reject(`the name ${name} stands for several columns`)
      return found[0] ?? null
    },
  }
}

/** The columns as the statement has to write them. */
export function columnsOf({ alias, columns }: Source): RelationColumn[] {
  return columns.map((column) => ({ ...column, sql: `${quoteIdentifier(alias)}.${column.sql}` }))
}
