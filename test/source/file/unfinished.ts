import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { scratchFolder } from '../../scratch.ts'

/** A database as it lies on the disk while a program has it open, with what is not yet in its main file. */
export function unfinished(journalMode: 'WAL' | 'DELETE'): { database: Buffer; beside: Buffer } {
  using place = scratchFolder()
  const path = join(place.path, 'live.db')
  const database = new Database(path)
  database.pragma(`journal_mode = ${journalMode}`)
  database.pragma('wal_autocheckpoint = 0')
  database.exec('CREATE TABLE book (title TEXT)')
  if (journalMode === 'WAL') database.pragma('wal_checkpoint(TRUNCATE)')
  database.exec("INSERT INTO book VALUES ('Emma'), ('Ulysses')")
  if (journalMode === 'DELETE') {
    // A cache of one page spills, so that the main file holds rows that were never committed.
    database.pragma('cache_size = 1')
    database.exec('BEGIN; INSERT INTO book SELECT zeroblob(3000) FROM book, book a, book b, book c, book d')
  }
  const read = (suffix: string) => readFileSync(path + suffix)
  const files = { database: read(''), beside: read(journalMode === 'WAL' ? '-wal' : '-journal') }
  database.close()
  return files
}
