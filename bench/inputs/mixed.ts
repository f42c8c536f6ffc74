import type Database from 'better-sqlite3'
import { randomNumbers, wordsFrom } from './random.ts'

const SCHEMA = `
  CREATE TABLE mixed (
    id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, quantity INTEGER, stock INTEGER, serial INTEGER,
    price REAL, weight REAL, latitude REAL, longitude REAL,
    ordered DATE, shipped DATETIME, paid DATETIME,
    name TEXT NOT NULL, city TEXT, email TEXT, status TEXT, remark TEXT
  );
  CREATE INDEX mixed_customer ON mixed (customer);`

export function fillMixed(database: Database.Database, rows: number): void {
  database.exec(SCHEMA)
  const random = randomNumbers()
  const insert = database.prepare(`INSERT INTO mixed VALUES (${Array(17).fill('?').join(', ')})`)
  for (let id = 1; id <= rows; id++) {
    const day = dayOf(random())
    insert.run(
      id,
      random() % 100_000,
      random() % 100,
      random() % 10 ? random() % 10_000 : null,
      random() * 1000 + id,
      (random() % 1_000_000) / 100,
      (random() % 5000) / 8,
      (random() / 2 ** 32) * 180 - 90,
      (random() / 2 ** 32) * 360 - 180,
      day,
      `${day} ${timeOf(random())}`,
      random() % 5 ? `${dayOf(random())} ${timeOf(random())}` : null,
      wordsFrom(random, 2),
      wordsFrom(random, 1),
      `user${id}@example.com`,
      ['new', 'open', 'sent', 'done'][random() % 4],
      random() % 3 ? wordsFrom(random, 4) : null,
    )
  }
}

const two = (value: number) => String(value).padStart(2, '0')
const dayOf = (value: number) =>
  `${2000 + (value % 25)}-${two(1 + ((value >>> 5) % 12))}-${two(1 + ((value >>> 9) % 28))}`
const timeOf = (value: number) => `${two(value % 24)}:${two((value >>> 5) % 60)}:${two((value >>> 11) % 60)}`
