import Database from 'better-sqlite3'
import type { Affinity, Column } from './schema.ts'
import type { ScanColumn } from '../pages/scan.ts'

type Missing = ScanColumn['missing']

/** A declared type that gives each affinity and nothing else (datatype3 §3.1). */
const TYPES: Record<Affinity, string> = { integer: 'INT', real: 'REAL', numeric: 'NUMERIC', text: 'TEXT', blob: 'BLOB' }

/**
 * What each column reads as in rows older than the column. SQLite itself answers: a row is written to an empty database
 * in memory, the column is added with the same affinity and DEFAULT, and the row is read.
 */
export function missingValues(database: Database.Database, columns: Column[]): Missing[] {
  if (columns.every((column) => column.default === null)) return columns.map(() => null)
  const encoding = database.pragma('encoding', { simple: true }) as string
  const scratch = new Database(':memory:')
  try {
    scratch.pragma(`encoding = '${encoding}'`)
    scratch.pragma('trusted_schema = OFF')
    return columns.map((column) => (column.default === null ? null : missingValue(scratch, column, column.default.sql)))
  } finally {
    scratch.close()
  }
}

function missingValue(scratch: Database.Database, column: Column, sql: string): Missing {
  scratch.exec('DROP TABLE IF EXISTS t')
  scratch.exec('CREATE TABLE t (old)')
  scratch.exec('INSERT INTO t VALUES (NULL)')
  // PRAGMA table_xinfo gives an expression without its parentheses, but a bare word is a string only without them.
  const added = [`(${sql}\n)`, `${sql}\n`].some((text) =>
    addColumn(scratch, `${TYPES[column.affinity]} DEFAULT ${text}`),
  )
  if (!added) return null
  return scratch.prepare<[], Missing>('SELECT new FROM t').safeIntegers().pluck().get() ?? null
}

/** False where SQLite refuses: the default is not constant, and it reads such a column as NULL in older rows. */
function addColumn(scratch: Database.Database, definition: string): boolean {
  try {
    scratch.prepare(`ALTER TABLE t ADD COLUMN new ${definition}`).run()
    return true
  } catch (error) {
    if (error instanceof Database.SqliteError) return false
    throw error
  }
}
