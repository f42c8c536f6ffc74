import type Database from 'better-sqlite3'
import { randomNumbers, wordsFrom } from './random.ts'

export const SMALL_TABLES = 500

export function fillSmallTables(database: Database.Database): void {
  const random = randomNumbers()
  for (let table = 0; table < SMALL_TABLES; table++) {
    database.exec(`
      CREATE TABLE small_${table} (id INTEGER PRIMARY KEY, name TEXT NOT NULL, amount REAL);
      CREATE INDEX small_${table}_name ON small_${table} (name);`)
    const insert = database.prepare(`INSERT INTO small_${table} VALUES (?, ?, ?)`)
    for (let id = 1; id <= 10; id++) insert.run(id, wordsFrom(random, 2), random() / 7)
  }
}
