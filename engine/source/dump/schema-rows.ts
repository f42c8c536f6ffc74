import Database from 'better-sqlite3'
import { quoteSqliteName } from '../schema/name.ts'
import { Refusal } from './refusal.ts'
import { Tokens } from './tokens.ts'
import type { Value } from './values.ts'

/** What is written into the schema when nothing of the dump is run any more: a virtual table, or the SQL of an index. */
export interface SchemaRow {
  type: 'table' | 'index'
  name: string
  sql: string
}

const COLUMNS = ['type', 'name', 'tbl_name', 'rootpage', 'sql']

/**
 * The virtual table that `.dump` writes as a row of sqlite_schema, so that its module does not make the tables anew that hold what it
 * has, and which the dump holds as well.
 * @throws Refusal where the row is anything else
 */
export function virtualTable({ columns }: { columns: string[] | null }, row: Value[]): SchemaRow {
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
  return { type: 'table', name, sql }
}

function isVirtualTable(sql: string, name: string): boolean {
  const tokens = new Tokens(Buffer.from(sql).toString('latin1'))
  if (!tokens.take('CREATE', 'VIRTUAL', 'TABLE')) return false
  tokens.take('IF', 'NOT', 'EXISTS')
  return Buffer.from(tokens.name() ?? '', 'latin1').toString() === name && tokens.take('USING')
}

/**
 * An index by a function or collation that only the application has: another one of its name, whose SQL becomes its own at the end, so that it
 * is in the database as it is in a file. Null where SQLite has something else against it.
 * @param sql the definition as latin1 that shows bytes
 */
export function indexOfApplication(
  database: Database.Database,
  sql: string,
  error: unknown,
  legible: (latin1: string) => string,
): SchemaRow | null {
  if (!(error instanceof Database.SqliteError) || !/^no such (function|collation sequence): /.test(error.message))
    return null
  const tokens = new Tokens(sql)
  const kind = tokens.take('CREATE', 'UNIQUE', 'INDEX') ? 'CREATE UNIQUE INDEX' : 'CREATE INDEX'
  if (kind === 'CREATE INDEX') tokens.take('CREATE', 'INDEX')
  tokens.take('IF', 'NOT', 'EXISTS')
  const name = tokens.name()
  const from = tokens.take('ON') ? tokens.at : null
  const table = tokens.name()
  if (name === null || from === null || table === null) return null
  const quoted = [name, table].map((one) => quoteSqliteName(legible(one)))
  const column = database.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().get(legible(table))
  if (column === undefined) return null
  database.prepare(`CREATE INDEX main.${quoted[0]} ON ${quoted[1]} (${quoteSqliteName(column)})`).run()
  return { type: 'index', name: legible(name), sql: `${kind} ${quoted[0]} ON${legible(sql.slice(from))}` }
}

/** Writes them into the schema, where SQLite finds them when the database is opened again. */
export function writeSchemaRows(database: Database.Database, rows: SchemaRow[]): void {
  if (rows.length === 0) return
  // The database is ours alone, and nothing of the dump is run any more.
  database.unsafeMode(true)
  database.pragma('writable_schema = ON')
  const insert = database.prepare(
    'INSERT INTO main.sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES (@type, @name, @name, 0, @sql)',
  )
  const update = database.prepare('UPDATE main.sqlite_schema SET sql = @sql WHERE type = @type AND name = @name')
  for (const row of rows) (row.type === 'table' ? insert : update).run(row)
}
