import type Database from 'better-sqlite3'
import { randomNumbers } from './random.ts'

export function fillIntegers(database: Database.Database, rows: number): void {
  database.exec('CREATE TABLE integers (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, c INTEGER)')
  const random = randomNumbers()
  const insert = database.prepare('INSERT INTO integers VALUES (?, ?, ?, ?)')
  for (let id = 1; id <= rows; id++) insert.run(id, random() % 100, random() % 30_000, random() >>> 1)
}
