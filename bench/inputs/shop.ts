import type Database from 'better-sqlite3'
import { randomNumbers, wordsFrom } from './random.ts'

interface Table {
  name: string
  /** Of a thousand rows of the whole. */
  share: number
  references: string[]
}

/** What an application has: a few large tables that hang on each other, and many small ones. */
const LARGE: Table[] = [
  { name: 'customer', share: 50, references: ['country', 'segment'] },
  { name: 'address', share: 70, references: ['customer', 'country'] },
  { name: 'product', share: 20, references: ['category', 'supplier'] },
  { name: 'bill', share: 150, references: ['customer', 'address', 'channel'] },
  { name: 'bill_line', share: 400, references: ['bill', 'product'] },
  { name: 'payment', share: 120, references: ['bill', 'method'] },
  { name: 'shipment', share: 100, references: ['bill', 'carrier'] },
  { name: 'review', share: 60, references: ['customer', 'product'] },
  { name: 'visit', share: 29, references: ['customer', 'channel'] },
]
const SMALL = ['country', 'segment', 'category', 'supplier', 'channel', 'method', 'carrier']
const OTHERS = Array.from({ length: 30 - LARGE.length - SMALL.length }, (_, i) => `setting_${i + 1}`)

/** Rows of each table that others look up. */
const FEW = 50

const TABLES: Table[] = [...[...SMALL, ...OTHERS].map((name) => ({ name, share: 0, references: [] })), ...LARGE]

export const SHOP_TABLES = TABLES.map(({ name }) => name)

const rowsOf = ({ share }: Table, rows: number) =>
  share === 0 ? FEW : Math.max(FEW, Math.floor((rows * share) / 1000))

/** 30 tables with foreign keys, an index for each of them, and two more. */
export function fillShop(database: Database.Database, rows: number): void {
  const random = randomNumbers()
  for (const table of TABLES) {
    const { name, references } = table
    const keys = references.map((other) => `${other}_id INTEGER NOT NULL REFERENCES ${other}`)
    database.exec(
      `CREATE TABLE ${name} (id INTEGER PRIMARY KEY, ${[...keys, 'code TEXT NOT NULL', 'amount DECIMAL(10,2)', 'made DATETIME NOT NULL', 'is_open BOOLEAN NOT NULL', 'note TEXT'].join(', ')})`,
    )
    const count = rowsOf(table, rows)
    const insert = database.prepare(
      `INSERT INTO ${name} VALUES (${Array(references.length + 6)
        .fill('?')
        .join(', ')})`,
    )
    const parents = references.map((other) =>
      rowsOf(
        TABLES.find((one) => one.name === other)!,
        rows,
      ),
    )
    for (let id = 1; id <= count; id++) {
      insert.run(
        id,
        ...parents.map((of) => 1 + (random() % of)),
        `${name}-${id}`,
        random() % 10 ? (random() % 1_000_000) / 100 : null,
        new Date(Date.UTC(2020, 0, 1) + (random() % 200_000_000) * 1000).toISOString().slice(0, 19).replace('T', ' '),
        random() % 2,
        random() % 3 ? wordsFrom(random, 4) : null,
      )
    }
    for (const other of references) database.exec(`CREATE INDEX ${name}_${other} ON ${name} (${other}_id)`)
    database.exec(`CREATE UNIQUE INDEX ${name}_code ON ${name} (code); CREATE INDEX ${name}_made ON ${name} (made)`)
  }
}
