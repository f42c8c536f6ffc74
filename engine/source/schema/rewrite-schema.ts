import { closeSync, openSync, writeSync } from 'node:fs'
import type Database from 'better-sqlite3'

/** Columns of sqlite_schema to set in the row of that rowid. */
export interface SchemaChange {
  rowid: number
  set: Partial<Record<'type' | 'name' | 'tbl_name' | 'sql', string | null>>
}

/** Changes the schema of a private copy behind SQLite's back, which reads it anew at the next statement. */
export function rewriteSchema(database: Database.Database, changes: SchemaChange[]): void {
  forgetFreePages(database.name)
  // The copy is this process's own; only the file's SQL must not write to the schema.
  database.unsafeMode(true)
  try {
    database.pragma('writable_schema = ON')
    for (const { rowid, set } of changes) {
      const columns = Object.keys(set).map((name) => `${name} = @${name}`)
      database
        .prepare(`UPDATE main.sqlite_schema SET ${columns.join(', ')} WHERE rowid = @rowid`)
        .run({ ...set, rowid })
    }
  } finally {
    database.pragma('writable_schema = RESET')
    database.unsafeMode(false)
  }
}

/**
 * Empties the list of free pages (fileformat2 §1.3.8), so that longer SQL takes new pages: in a damaged file the list may name a
 * page that holds rows. SQLite sees it, because it compares these bytes of the header before it reads.
 */
function forgetFreePages(path: string): void {
  const file = openSync(path, 'r+')
  try {
    writeSync(file, Buffer.alloc(8), 0, 8, 32)
  } finally {
    closeSync(file)
  }
}
