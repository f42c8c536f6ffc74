import Database from 'better-sqlite3'
import { withSqliteErrors } from '../schema/sqlite-error.ts'

/** Opens a private copy. Nothing in it is trusted (sqlite.org/security.html). */
export function openDatabase(path: string): Database.Database {
  const database = withSqliteErrors({ file: path }, () => new Database(path, { fileMustExist: true }))
  try {
    // Some of these make SQLite read the schema.
    withSqliteErrors({ file: path }, () => {
      database.pragma('trusted_schema = OFF')
      database.pragma('cell_size_check = ON')
      database.pragma('mmap_size = 0')
      database.pragma('cache_size = -8192')
      database.pragma('synchronous = OFF')
      database.pragma('temp_store = FILE')
    })
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Lets SQLite bring in what a log or journal beside the copy holds, and turns WAL mode off. */
export function recoverDatabase(path: string): void {
  const database = withSqliteErrors({ file: path }, () => new Database(path, { fileMustExist: true }))
  try {
    // In defensive mode, which better-sqlite3 sets, SQLite refuses a schema with triggers on shadow tables. They leave the schema next.
    database.unsafeMode(true)
    const mode = withSqliteErrors({ file: path }, () => {
      database.pragma('trusted_schema = OFF')
      return database.pragma('journal_mode = DELETE', { simple: true })
    })
    if (mode !== 'delete') throw new Error(`SQLite left the file in journal mode ${String(mode)}`)
  } finally {
    database.close()
  }
}
