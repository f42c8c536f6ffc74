import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'

/** Makes the sample database: a bookshop with one of everything that SQLite files hold. */
export function makeBookshop(path: string): void {
  const database = new Database(path)
  try {
    // As in many real files: nobody switched foreign keys on, and some rows lost their parent.
    database.pragma('foreign_keys = OFF')
    database.exec(readFileSync(new URL('./bookshop.sql', import.meta.url), 'utf8'))
  } finally {
    database.close()
  }
}
