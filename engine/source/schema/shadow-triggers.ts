import Database from 'better-sqlite3'

/** Handles whose file has a trigger on a shadow table. */
const LENIENT = new WeakSet<Database.Database>()

/**
 * Lets SQLite read a schema with triggers on the tables behind a virtual one, as the sqlite3 program does: sqlite-utils puts
 * them there, and SQLite's defensive mode, in which better-sqlite3 opens files, refuses the whole schema for one. What
 * the mode forbids otherwise (writing to the schema and to shadow tables) only statements could do, and the file's own
 * are never run: a trigger fires for writes to its table, and none is written to.
 */
export function allowShadowTriggers(database: Database.Database): void {
  try {
    database.prepare('SELECT 1 FROM sqlite_schema')
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || !/cannot create triggers on shadow tables/.test(error.message))
      throw error
    LENIENT.add(database)
    database.unsafeMode(true)
  }
}

/** Runs `work`, which writes to the schema, outside of the defensive mode. */
export function undefended(database: Database.Database, work: () => void): void {
  database.unsafeMode(true)
  try {
    work()
  } finally {
    // SQLite may read the schema anew at any later statement.
    database.unsafeMode(LENIENT.has(database))
  }
}
