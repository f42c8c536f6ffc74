import type Database from 'better-sqlite3'
import { missingValues } from './missing-defaults.ts'
import type { Scan, Table } from './schema.ts'
import { withSqliteErrors } from './sqlite-error.ts'

/** What is needed to know of a table to read it. */
export type TableShape = Pick<Table, 'name' | 'kind' | 'columns' | 'rowidAlias'>

/**
 * Says how to read a table's rows from its b-tree. Where they lie in no plain rowid b-tree, or not complete (WITHOUT ROWID,
 * virtual tables, VIRTUAL generated columns), SQLite first copies them into one: that writes to the private copy.
 * @throws LiteliftError `file-damaged`, `file-schema-unreadable` or `file-too-large` naming the table.
 */
export function scanOf(database: Database.Database, table: TableShape): Scan {
  const { name } = table
  return withSqliteErrors({ table: name }, () => {
    const isPlain = table.kind === 'rowid' && !table.columns.some((column) => column.generated?.kind === 'virtual')
    if (!isPlain) return copyOf(database, table)
    const missing = missingValues(database, table.columns)
    const columns = table.columns.map((column, index) => ({
      field: column.name === table.rowidAlias ? ('rowid' as const) : index,
      real: column.affinity === 'real',
      missing: missing[index]!,
    }))
    return { table: name, root: rootOf(database, name), columns }
  })
}

function rootOf(database: Database.Database, name: string): number {
  const root = database
    .prepare("SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = ?")
    .pluck()
    .get(name)
  return Number(root)
}

/** A copy may outgrow its table where generated columns compute long values, but not without bound. */
const GROWTH = { factor: 16, pages: 65_536 }

/** Copies a table into one without types, so that every value keeps its storage class, with the same rowids where it has any. */
function copyOf(database: Database.Database, table: TableShape): Scan {
  const copy = freeName(database)
  const names = table.columns.map((_, index) => `c${index}`)
  const values = table.columns.map((column) => quoted(column.name))
  const rowid = rowidName(table)
  if (rowid !== null) {
    names.unshift('rowid')
    values.unshift(rowid)
  }
  const pages = database.pragma('page_count', { simple: true }) as number
  database.pragma(`max_page_count = ${pages * GROWTH.factor + GROWTH.pages}`)
  database.exec(`CREATE TABLE ${copy} (${table.columns.map((_, index) => `c${index}`).join(', ')})`)
  database.exec(`INSERT INTO ${copy} (${names.join(', ')}) SELECT ${values.join(', ')} FROM ${quoted(table.name)}`)
  const columns = table.columns.map((_, field) => ({ field, real: false, missing: null }))
  return { table: table.name, root: rootOf(database, copy), columns }
}

function freeName(database: Database.Database): string {
  const taken = database.prepare('SELECT 1 FROM sqlite_schema WHERE name = ? COLLATE NOCASE')
  let number = 1
  while (taken.get(`litelift_copy_${number}`) !== undefined) number++
  return `litelift_copy_${number}`
}

/** The name under which SQL reaches the rowid: one that no column has taken (sqlite.org/lang_createtable.html §5). */
function rowidName({ kind, columns, rowidAlias }: TableShape): string | null {
  if (kind === 'without-rowid') return null
  const taken = new Set(columns.map((column) => column.name.toLowerCase()))
  const free = ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name))
  return free ?? (rowidAlias === null ? null : quoted(rowidAlias))
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
