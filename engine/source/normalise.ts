import type Database from 'better-sqlite3'
import { copyTable } from './copy-table.ts'
import { missingValues } from './missing-defaults.ts'
import type { Scan, Table } from './schema.ts'
import { withSqliteErrors } from './sqlite-error.ts'

/** What is needed to know of a table to read it. */
export type TableShape = Pick<Table, 'name' | 'kind' | 'columns' | 'rowidAlias'>

/**
 * Says how to read a table's rows from its b-tree. Where they lie in no plain rowid b-tree, or not complete (WITHOUT ROWID,
 * virtual tables, VIRTUAL generated columns), SQLite first copies them into one, in a file beside the private copy.
 * @throws LiteliftError `file-damaged`, `file-schema-unreadable` or `file-too-large` naming the table.
 */
export function scanOf(database: Database.Database, table: TableShape): Scan {
  return withSqliteErrors({ table: table.name }, () =>
    isPlain(table) ? plainScan(database, table) : copyTable(database, table),
  )
}

function isPlain({ kind, columns }: TableShape): boolean {
  return kind === 'rowid' && !columns.some((column) => column.generated?.kind === 'virtual')
}

function plainScan(database: Database.Database, { name, columns, rowidAlias }: TableShape): Scan {
  const missing = missingValues(database, columns)
  return {
    table: name,
    root: database
      .prepare<[string], number>("SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = ?")
      .pluck()
      .get(name)!,
    columns: columns.map((column, index) => ({
      field: column.name === rowidAlias ? 'rowid' : index,
      real: column.affinity === 'real',
      missing: missing[index]!,
    })),
  }
}
