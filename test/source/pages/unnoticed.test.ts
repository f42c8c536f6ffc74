import { readFileSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { planFile } from '../../../engine/plan-file.ts'
import { localFile } from '../../migrate/local-file.ts'
import { scratchFolder } from '../../scratch.ts'
import { inProcess } from '../../in-process.ts'

const PAGE = 512
const FILL = `PRAGMA page_size = ${PAGE}; CREATE TABLE t (a TEXT);
  WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 3000) INSERT INTO t SELECT 'row ' || x FROM c;`

/** Damage that SQLite's own reading of all rows does not notice, which is the point. */
interface Damage {
  name: string
  make(path: string): void
  rows: number
  message: string
}

/** Changes bytes of a page, counted from 1. */
function change(path: string, page: number, edit: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path)
  edit(bytes.subarray((page - 1) * PAGE, page * PAGE))
  writeFileSync(path, bytes)
}

function firstLeaf(path: string): number {
  const bytes = readFileSync(path)
  return Array.from({ length: bytes.length / PAGE }, (_, at) => at + 1).find(
    (page) => page > 2 && bytes[(page - 1) * PAGE] === 0x0d,
  )!
}

function rootOf(path: string, name: string): number {
  const database = new Database(path, { readonly: true })
  try {
    return database.prepare<[string], number>('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name)!
  } finally {
    database.close()
  }
}

const DAMAGE: Damage[] = [
  {
    name: 'a leaf that counts one cell less',
    make: (path) => change(path, firstLeaf(path), (leaf) => leaf.writeUInt16BE(leaf.readUInt16BE(3) - 1, 3)),
    rows: 2999,
    message: 'bytes of cells, but its',
  },
  {
    name: 'the schema as a part of a table',
    make(path) {
      const database = new Database(path)
      // Its rows come after those of the schema, whose ids begin with 1.
      database.exec('UPDATE t SET rowid = rowid + 1000000')
      database.close()
      change(path, rootOf(path, 't'), (root) => {
        const cell = root.readUInt16BE(12)
        root.writeUInt32BE(1, cell)
      })
    },
    rows: 1000,
    message: 'page 1, reached from table t, belongs to two places',
  },
  {
    name: 'an index with more entries than its table has rows',
    make(path) {
      const database = new Database(path)
      database.exec(
        `CREATE TABLE more (a TEXT); INSERT INTO more SELECT a FROM t UNION ALL SELECT 'one more'; CREATE INDEX by_a ON more (a)`,
      )
      database.unsafeMode(true)
      database.pragma('writable_schema = ON')
      database.exec(`UPDATE sqlite_schema SET tbl_name = 't', sql = 'CREATE INDEX by_a ON t (a)' WHERE name = 'by_a'`)
      database.close()
    },
    rows: 3000,
    message: 'its index by_a has 3001 entries where the table has 3000 rows',
  },
]

test.for(DAMAGE)('$name is named', async (damage) => {
  using folder = scratchFolder()
  const path = folder.database('damaged.db', FILL)
  damage.make(path)
  const database = new Database(path, { readonly: true })
  const read = database.prepare('SELECT a FROM t NOT INDEXED').all()
  database.close()
  expect(read.length).toBeGreaterThanOrEqual(damage.rows)

  const planning = planFile({ source: await localFile(path), target: null, options: {}, sqlite: inProcess() })
  await expect(planning).rejects.toMatchObject({
    code: 'file-damaged',
    message: expect.stringContaining(damage.message) as string,
    subject: { table: 't' },
  })
})
