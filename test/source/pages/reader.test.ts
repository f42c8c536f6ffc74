import { readFileSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foreignDatabases } from '../../foreign-databases.ts'
import { PageUse } from '../../../engine/source/pages/page-use.ts'
import type { Table } from '../../../engine/source/schema/schema.ts'
import { ALL, ourRows, sqliteRows } from './cells.ts'
import { makeDatabase, type OpenedFile, withSource } from '../database-file.ts'
import { scratchFolder } from '../../scratch.ts'

/** More rows of one table are not compared: the largest file at hand would take ten seconds. */
const ENOUGH = 60_000

/** Every cell of every table equals what SQLite itself reads; no page is read twice. Gives the number of rows. */
function compare({ source, tables, database }: OpenedFile): number {
  const use = new PageUse(source.pages)
  return tables.reduce((rows, table) => rows + compareTable(source, database, table, use), 0)
}

function compareTable(source: OpenedFile['source'], database: Database.Database, table: Table, use: PageUse): number {
  const theirs = sqliteRows(database, table)
  let rows = 0
  try {
    for (const row of ourRows(source.pages, table.scan, ALL, use)) {
      if (rows === ENOUGH) return rows
      expectRow(row, theirs.next().value, `${table.name}, row ${rows}`)
      rows++
    }
    expect({ table: table.name, complete: theirs.next().done }).toEqual({ table: table.name, complete: true })
    return rows
  } finally {
    theirs.return(undefined)
  }
}

/** Without expect() for each of many rows, and without printing megabytes. */
function expectRow(ours: string, theirs: unknown, where: string): void {
  if (ours !== theirs) expect(`${where}: ${ours.slice(0, 500)}`).toBe(`${where}: ${String(theirs).slice(0, 500)}`)
}

async function compareMade(made: Parameters<typeof makeDatabase>[1]): Promise<number> {
  using folder = scratchFolder()
  return await withSource(makeDatabase(folder.path, made), compare)
}

const FILES = foreignDatabases('.db', '.sqlite', '.gpkg')

test.skipIf(FILES.length === 0).for(FILES)('reads $name as SQLite does', async ({ path }) => {
  expect(await withSource(path, compare)).toBeGreaterThan(0)
})

/** A value of any class, as a parameter of better-sqlite3. */
const value = fc.oneof(
  fc.constant(null),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.integer({ min: -300, max: 300 }).map(BigInt),
  fc.constantFrom(8_388_607n, -8_388_608n, 2n ** 31n, -(2n ** 31n), 2n ** 47n - 1n, -(2n ** 47n), 2n ** 47n),
  fc.double({ noNaN: true }),
  fc.integer().map(Number),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.uint8Array({ maxLength: 1500 }).map((bytes) => Buffer.from(bytes)),
)
const rows = fc.array(fc.tuple(value, value, value, value, value), { maxLength: 40 })

const PAGE_SIZES = [512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536]
const SHAPES = PAGE_SIZES.map((pageSize, index) => ({
  pageSize,
  encoding: (['UTF-8', 'UTF-16le', 'UTF-16be'] as const)[index % 3]!,
  vacuum: index % 3,
}))

test.for(SHAPES)('reads random values: %o', async ({ pageSize, encoding, vacuum }) => {
  const pragmas = [`page_size = ${pageSize}`, `encoding = '${encoding}'`, `auto_vacuum = ${vacuum}`]
  const property = fc.asyncProperty(rows, async (rows) => {
    const fill = (database: Database.Database) => {
      // Affinities convert on the way in; what matters is that both sides read the same back.
      database.exec('CREATE TABLE t (a INTEGER, b REAL, c TEXT, d BLOB, e NUMERIC)')
      database.exec('CREATE TABLE k (a, b, c, d, e, PRIMARY KEY (e, a, b)) WITHOUT ROWID')
      const insert = database.prepare('INSERT INTO t VALUES (?, ?, ?, ?, ?)')
      const insertKeyed = database.prepare('INSERT OR IGNORE INTO k VALUES (?, ?, ?, ?, ?)')
      for (const row of rows) {
        insert.run(row)
        if (row[0] !== null && row[1] !== null && row[4] !== null) insertKeyed.run(row)
      }
    }
    expect(await compareMade({ pragmas, fill })).toBeGreaterThanOrEqual(rows.length)
  })
  await fc.assert(property, { numRuns: 12 })
})

describe('record and page layouts', () => {
  test.for([512, 1024, 4096, 65_536])('overflow at every boundary length, pages of %i bytes', async (pageSize) => {
    const around = [
      pageSize - 35,
      ...[1, 2, 3].map((pages) => pages * (pageSize - 4) + Math.floor(((pageSize - 12) * 32) / 255)),
    ]
    const fill = (database: Database.Database) => {
      database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB, n)')
      const insert = database.prepare('INSERT INTO t (b, n) VALUES (?, ?)')
      for (const length of around) for (let d = -60; d <= 60; d++) insert.run(Buffer.alloc(length + d, d & 0xff), d)
    }
    expect(await compareMade({ pragmas: [`page_size = ${pageSize}`], fill })).toBe(4 * 121)
  })

  test.for([1, 8, 32, 255])('%i reserved bytes on each page', async (reserved) => {
    using folder = scratchFolder()
    const path = makeDatabase(folder.path, { pragmas: ['page_size = 1024', 'user_version = 1'], fill: '' })
    const bytes = readFileSync(path)
    bytes[20] = reserved
    bytes.writeUInt16BE(1024 - reserved, 105)
    writeFileSync(path, bytes)
    const database = new Database(path)
    database.exec(`
      CREATE TABLE t (a, b);
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
      INSERT INTO t SELECT i, randomblob(i * 7) FROM n`)
    database.close()
    await withSource(path, (file) => {
      expect(file.source.pages.usable).toBe(1024 - reserved)
      expect(compare(file)).toBe(500)
    })
  })

  test('a deep tree of scattered pages, keys of nine bytes', async () => {
    const fill = (database: Database.Database) => {
      database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, a)')
      const insert = database.prepare('INSERT OR IGNORE INTO t VALUES (?, ?)')
      let state = 88_172_645_463_325_252n
      for (let i = 0; i < 20_000; i++) {
        // xorshift64: keys of both signs in no order.
        state ^= BigInt.asUintN(64, state << 13n)
        state ^= state >> 7n
        state ^= BigInt.asUintN(64, state << 17n)
        insert.run(BigInt.asIntN(64, state), 'x'.repeat(i % 300))
      }
      for (const id of [-(2n ** 63n), 2n ** 63n - 1n, -1n, 0n]) insert.run(id, 'edge')
      database.exec('DELETE FROM t WHERE id % 5 = 0')
    }
    expect(await compareMade({ pragmas: ['page_size = 512'], fill })).toBeGreaterThan(15_000)
  })

  test('a value of 64 MB', async () => {
    const bytes = Buffer.alloc(64 * 2 ** 20)
    for (let i = 0; i < bytes.length; i += 4099) bytes[i] = i
    using folder = scratchFolder()
    const fill = (database: Database.Database) => {
      database.exec('CREATE TABLE t (a, b)')
      database.prepare('INSERT INTO t VALUES (1, ?), (2, 3)').run(bytes)
    }
    await withSource(makeDatabase(folder.path, { fill }), ({ source, tables }) => {
      const [large, small] = [...ourRows(source.pages, tables[0]!.scan)]
      expect(large === `integer 1 | blob ${bytes.toString('hex')}`).toBe(true)
      expect(small).toBe('integer 2 | integer 3')
    })
  })

  test('text that is no UTF-16', async () => {
    for (const encoding of ['UTF-16le', 'UTF-16be']) {
      const fill = `
        CREATE TABLE t (a, b);
        INSERT INTO t VALUES (CAST(x'00d8' AS TEXT), x'00d8'), (CAST(x'd800dc00dc00d83d' AS TEXT), 1),
          (CAST(x'610062' AS TEXT), CAST(x'3dd800de' AS TEXT)), ('𝄞 ſ é a', ''), (CAST(x'3dd8' AS TEXT), 'end')`
      expect(await compareMade({ pragmas: [`encoding = '${encoding}'`], fill })).toBe(5)
    }
  })

  test('the file format of 2004, and a file whose page count nobody kept', async () => {
    using folder = scratchFolder()
    const fill = 'CREATE TABLE t (a, b DEFAULT 5); INSERT INTO t VALUES (1, 0), (0, 1)'
    const path = makeDatabase(folder.path, { pragmas: ['legacy_file_format = ON'], fill })
    const bytes = readFileSync(path)
    bytes.writeUInt32BE(999, 28)
    bytes.writeUInt32BE(1, 92)
    bytes.writeUInt32BE(1, 44)
    writeFileSync(path, bytes)
    expect(await withSource(path, compare)).toBe(2)
  })

  test('records with more fields than the table has columns', async () => {
    using folder = scratchFolder()
    const path = makeDatabase(folder.path, { fill: "CREATE TABLE t (a, b, c); INSERT INTO t VALUES (1, 'two', x'03')" })
    const database = new Database(path)
    database.unsafeMode()
    database.pragma('writable_schema = ON')
    database.exec("UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a, b)'")
    database.close()
    expect(await withSource(path, compare)).toBe(1)
  })
})

test('columns added later read as their defaults', async () => {
  const defaults = [
    "'text'",
    "''",
    "'it''s'",
    'bare',
    '"quoted"',
    '5',
    '-5',
    '+7',
    '1.5',
    '1e3',
    "x'00ff'",
    'NULL',
    'TRUE',
    'false',
    '(5 -- comment\n)',
    "('in' /* c */)",
    '9223372036854775807',
    '-9223372036854775808',
    "'12'",
    "'1.0'",
    '12345678901234567890',
  ]
  for (const encoding of ['UTF-8', 'UTF-16le']) {
    const fill = (database: Database.Database) => {
      database.exec("CREATE TABLE t (a TEXT, b BLOB); INSERT INTO t VALUES ('old', x'0102'), ('é', NULL)")
      for (const [i, type] of ['', 'INTEGER', 'REAL', 'TEXT', 'NUMERIC', 'BLOB'].entries()) {
        for (const [j, sql] of defaults.entries())
          database.exec(`ALTER TABLE t ADD COLUMN c${i}_${j} ${type} DEFAULT ${sql}`)
        database.prepare('INSERT INTO t (a, b) VALUES (?, ?)').run(`${i}`, Buffer.alloc(700 * i))
      }
    }
    expect(await compareMade({ pragmas: [`encoding = '${encoding}'`], fill })).toBe(8)
  }
})

test('tables that are no plain rowid trees are read through a copy', async () => {
  const fill = `
    CREATE TABLE litelift_copy_1 (mine);
    INSERT INTO litelift_copy_1 VALUES ('kept');
    CREATE TABLE w (a TEXT, b REAL, c INT, PRIMARY KEY (c DESC, a)) WITHOUT ROWID;
    INSERT INTO w VALUES ('x', 1, 3), ('y', 2.5, 4), ('z', '7', 4);
    CREATE TABLE g (id INTEGER PRIMARY KEY, a REAL, v AS (a * 2) VIRTUAL, s TEXT AS (a || '!') STORED, rowid TEXT);
    INSERT INTO g (id, a, rowid) VALUES (-5, 1, 'r'), (9, 0.5, NULL);
    CREATE TABLE stored (a, s AS (a + 1) STORED);
    INSERT INTO stored VALUES (1), (2.5), ('x');
    CREATE VIRTUAL TABLE f USING fts5 (title, body);
    INSERT INTO f (rowid, title, body) VALUES (7, 'one', 'two'), (9, NULL, 'three');
    CREATE VIRTUAL TABLE r USING rtree (id, x0, x1);
    INSERT INTO r VALUES (3, 0.5, 1.5), (-2, 1, 2);
    CREATE TABLE strict (a ANY, b REAL, c INT) STRICT;
    INSERT INTO strict VALUES (1, 2, 3), ('1', 2.5, NULL)`
  expect(await compareMade({ fill })).toBe(15)
})
