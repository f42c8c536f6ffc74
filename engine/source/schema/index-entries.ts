import Database from 'better-sqlite3'
import { quoteSqliteName } from './name.ts'

/**
 * How many entries an index has, up to `most`; null where SQLite cannot read them: an index may call what only the application has, and who reads the
 * rows names damage. About 40 ns an entry.
 */
export function indexEntries(database: Database.Database, table: string, index: string, most = 2 ** 53): number | null {
  // Without the LIMIT SQLite counts in whichever index is the smallest.
  const sql = `SELECT count(*) FROM (SELECT 1 FROM main.${quoteSqliteName(table)} INDEXED BY ${quoteSqliteName(index)} LIMIT ${most})`
  try {
    return database.prepare<[], number>(sql).pluck().get()!
  } catch (error) {
    if (error instanceof Database.SqliteError) return null
    throw error
  }
}
