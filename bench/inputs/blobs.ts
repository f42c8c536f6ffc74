import type Database from 'better-sqlite3'
import { randomNumbers } from './random.ts'

export function fillBlobs(database: Database.Database, rows: number): void {
  database.exec('CREATE TABLE file (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, content BLOB NOT NULL)')
  const random = randomNumbers()
  const insert = database.prepare('INSERT INTO file VALUES (?, ?, ?)')
  // Noise, which the server's compression of long values can do nothing with.
  const noise = Buffer.from(Uint32Array.from({ length: 500_000 }, random).buffer)
  for (let id = 1; id <= rows; id++) {
    const start = random() % (noise.length / 2)
    insert.run(id, `file-${id}.bin`, noise.subarray(start, start + 10_000 + (random() % 40_000)))
  }
}
