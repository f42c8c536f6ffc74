import type Database from 'better-sqlite3'
import { Refusal } from './refusal.ts'
import { Tokens } from './tokens.ts'
import type { Value } from './values.ts'

export interface VirtualTable {
  name: string
  sql: string
}

const COLUMNS = ['type', 'name', 'tbl_name', 'rootpage', 'sql']

/**
 * The virtual table that `.dump` writes as a row of sqlite_schema, so that its module does not make the tables anew that hold what it
 * has, and which the dump holds as well.
 * @throws Refusal where the row is anything else
 */
export function virtualTable({ columns }: { columns: string[] | null }, row: Value[]): VirtualTable {
  const [type, name, table, root, sql] = row
  const isOne =
    row.length === COLUMNS.length &&
    (columns === null || columns.join().toLowerCase() === COLUMNS.join()) &&
    type === 'table' &&
    typeof name === 'string' &&
    table === name &&
    root === 0n &&
    typeof sql === 'string'
  if (!isOne || !isVirtualTable(sql, name)) throw new Refusal('writes to the schema what is no virtual table')
  return { name, sql }
}

function isVirtualTable(sql: string, name: string): boolean {
  const tokens = new Tokens(Buffer.from(sql).toString('latin1'))
  if (!tokens.take('CREATE', 'VIRTUAL', 'TABLE')) return false
  tokens.take('IF', 'NOT', 'EXISTS')
  return Buffer.from(tokens.name() ?? '', 'latin1').toString() === name && tokens.take('USING')
}

/** Writes them into the schema; SQLite asks their modules when the database is opened again. */
export function writeVirtualTables(database: Database.Database, tables: VirtualTable[]): void {
  if (tables.length === 0) return
  // The database is ours alone, and nothing of the dump is run any more.
  database.unsafeMode(true)
  database.pragma('writable_schema = ON')
  const insert = database.prepare(
    "INSERT INTO main.sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('table', @name, @name, 0, @sql)",
  )
  for (const table of tables) insert.run(table)
}
