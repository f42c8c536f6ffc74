import Database from 'better-sqlite3'
import { quoteSqliteName } from './name.ts'
import { forbiddenColumns } from './allowed-functions.ts'
import { copyTable } from './copy-table.ts'
import { forgetExtensions } from './forget-extensions.ts'
import { missingValues } from './missing-defaults.ts'
import type { ReadableTable } from './schema.ts'
import { withSqliteErrors } from './sqlite-error.ts'
import type { Scan } from '../pages/scan.ts'

/**
 * Says how to read a table's rows from its b-tree. Where they lie in no plain rowid b-tree, or not complete (WITHOUT ROWID,
 * virtual tables, VIRTUAL generated columns), SQLite first copies them into one, in a file beside the private copy.
 * `unreadable` are the virtual columns that SQLite cannot compute, with its reason: what only the application has, or a row
 * that an expression fails on.
 * @throws LiteliftError `file-damaged`, `file-schema-unreadable` or `file-too-large` naming the table.
 */
export function scanOf(
  database: Database.Database,
  table: ReadableTable,
  root: number,
): { scan: Scan; unreadable: ReadonlyMap<string, string> } {
  return withSqliteErrors({ table: table.name }, () =>
    isPlain(table) ? { scan: plainScan(database, table, root), unreadable: new Map() } : copied(database, table),
  )
}

/** First as the schema says, but for columns that a file may not compute; where SQLite cannot, without the columns and without the parts of the schema that keep it from it. */
function copied(
  database: Database.Database,
  table: ReadableTable,
): { scan: Scan; unreadable: ReadonlyMap<string, string> } {
  const forbidden = forbiddenColumns(table.columns)
  try {
    return { scan: copyTable(database, table, new Set(forbidden.keys())), unreadable: forbidden }
  } catch (error) {
    if (!isRefusal(error) || table.kind === 'virtual') throw error
    // Asked before collations are taken out, which would change what a column computes.
    const unreadable = new Map([...unreadableColumns(database, table, forbidden), ...forbidden])
    const forgotten = forgetExtensions(database, table)
    if (!forgotten && unreadable.size === forbidden.size) throw error
    return { scan: copyTable(database, table, new Set(unreadable.keys())), unreadable }
  }
}

function unreadableColumns(
  database: Database.Database,
  { name, columns }: ReadableTable,
  forbidden: ReadonlyMap<string, string>,
): Map<string, string> {
  const reasons = new Map<string, string>()
  const virtual = columns.filter(({ generated }) => generated?.kind === 'virtual')
  for (const column of virtual.filter((one) => !forbidden.has(one.name))) {
    try {
      database.prepare(`SELECT count(${quoteSqliteName(column.name)}) FROM main.${quoteSqliteName(name)}`).get()
    } catch (error) {
      if (!isRefusal(error)) throw error
      reasons.set(column.name, error.message)
    }
  }
  return reasons
}

/** What SQLite has against a statement, not against the file. */
function isRefusal(error: unknown): error is InstanceType<typeof Database.SqliteError> {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_ERROR')
}

/** Whether a table's rows lie complete in a plain b-tree. */
export function isPlain({ kind, columns }: ReadableTable): boolean {
  return kind === 'rowid' && !columns.some((column) => column.generated?.kind === 'virtual')
}

function plainScan(database: Database.Database, { name, columns, rowidAlias }: ReadableTable, root: number): Scan {
  const missing = missingValues(database, columns)
  return {
    table: name,
    root,
    columns: columns.map((column, index) => ({
      field: column.name === rowidAlias ? 'rowid' : index,
      real: column.affinity === 'real',
      missing: missing[index]!,
    })),
  }
}
