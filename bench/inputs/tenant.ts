import type Database from 'better-sqlite3'
import { randomNumbers, wordsFrom } from './random.ts'

/** What one of many customers uploads: two tables, of which the other hangs on the first, a key, an index. */
export function fillTenant(database: Database.Database, rows: number): void {
  database.exec(`
    CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE bill (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customer, total DECIMAL(10,2), made DATETIME, note TEXT);
    CREATE INDEX bill_customer ON bill (customer);`)
  const random = randomNumbers()
  const customers = Math.ceil(rows / 10)
  const customer = database.prepare('INSERT INTO customer VALUES (?, ?)')
  for (let id = 1; id <= customers; id++) customer.run(id, wordsFrom(random, 2))
  const bill = database.prepare("INSERT INTO bill VALUES (?, ?, ?, '2026-11-27 12:00:00', ?)")
  for (let id = 1; id <= rows; id++)
    bill.run(id, 1 + (random() % customers), (random() % 1_000_000) / 100, wordsFrom(random, 4))
}
