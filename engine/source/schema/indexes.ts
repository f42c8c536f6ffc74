import type Database from 'better-sqlite3'
import { parseStmt } from 'sqlite3-parser'
import type { CreateTable } from './create-table.ts'
import { keyParts } from './key-parts.ts'
import { quoteSqliteName } from './name.ts'
import type { Index } from './schema.ts'

/** A row of sqlite_schema (schematab.html). */
export interface SchemaRow {
  type: string
  name: string
  tbl_name: string
  rootpage: number
  sql: string | null
}

/**
 * The indexes of a table in the order of their creation, those of its constraints among them.
 * @param indexes the rows of the schema, by the index's name
 */
export function readIndexes(
  database: Database.Database,
  table: string,
  indexes: ReadonlyMap<string, SchemaRow>,
  created: CreateTable | null,
): Index[] {
  const list = database.pragma(`index_list(${quoteSqliteName(table)})`) as {
    name: string
    unique: number
    origin: 'c' | 'u' | 'pk'
    partial: number
  }[]
  // index_list answers newest first; the order of creation reads better and keeps suffixed names stable.
  return list.toReversed().map(({ name, unique, origin, partial }) => {
    const info = database.pragma(`index_xinfo(${quoteSqliteName(name)})`) as {
      name: string | null
      desc: number
      coll: string
      key: number
    }[]
    const sql = indexes.get(name)?.sql ?? null
    const parsed = sql === null ? null : parseStmt(sql)
    const statement = parsed?.status === 'ok' && parsed.root.type === 'CreateIndexStmt' ? parsed.root : null
    const parts = info.filter((part) => part.key === 1)
    const told = keyParts(parts.map((part) => ({ column: part.name ?? '', collation: part.coll })))
    const constraint = origin === 'u' ? created?.uniques.find((unique) => unique.parts === told) : undefined
    return {
      name,
      constraint: constraint?.name ?? null,
      origin: origin === 'pk' ? 'primary-key' : origin === 'u' ? 'unique' : 'index',
      unique: unique === 1,
      parts: parts.map((part, position) => ({
        column: part.name,
        expr: part.name === null ? (statement?.columns[position]?.expr ?? null) : null,
        descending: part.desc === 1,
        collation: part.coll.toUpperCase(),
      })),
      partial: partial === 1,
      where: statement?.whereClause ?? null,
      sql,
    }
  })
}
