import type Database from 'better-sqlite3'
import { randomNumbers, wordsFrom } from './random.ts'

export function fillWideText(database: Database.Database, rows: number): void {
  database.exec('CREATE TABLE wide (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL)')
  const random = randomNumbers()
  const insert = database.prepare('INSERT INTO wide VALUES (?, ?, ?)')
  // Made once: words are slow to draw, and every row starts elsewhere in them.
  const words = wordsFrom(random, 50_000)
  for (let id = 1; id <= rows; id++) {
    const start = random() % (words.length / 2)
    insert.run(id, wordsFrom(random, 4), words.slice(start, start + (id % 50 ? 1000 + (random() % 2000) : 20_000)))
  }
}
