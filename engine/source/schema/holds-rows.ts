import type Database from 'better-sqlite3'
import { quoteSqliteName } from './name.ts'

/** Whether a table of the file has any row, whatever an index says. */
export function holdsRows(database: Database.Database, table: string): boolean {
  const rows = database
    .prepare<[], number>(`SELECT EXISTS (SELECT 1 FROM main.${quoteSqliteName(table)} NOT INDEXED)`)
    .pluck()
  return rows.get() === 1
}
