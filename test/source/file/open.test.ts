import { randomBytes } from 'node:crypto'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { ALL, ourRows } from '../pages/cells.ts'
import { makeDatabase, withSource } from '../database-file.ts'
import { scratchFolder } from '../../scratch.ts'

const SHOP = { pragmas: ['page_size = 4096'], fill: "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'x')" }

/** The file that `change` makes of a small database, or of nothing. */
function changed(folder: string, change: (intact: Buffer) => Buffer): string {
  const path = makeDatabase(folder, SHOP)
  writeFileSync(path, change(readFileSync(path)))
  return path
}

describe('what is no SQLite database', () => {
  test.for<[string, string, (intact: Buffer) => Buffer, RegExp]>([
    ['zero bytes', 'file-empty', () => Buffer.alloc(0), /zero bytes/],
    ['half a header', 'file-truncated', (intact) => intact.subarray(0, 60), /ends after 60 bytes, inside its header/],
    ['only a header', 'file-truncated', (intact) => intact.subarray(0, 100), /has 100 bytes, but its header promises/],
    ['the last page missing', 'file-truncated', (intact) => intact.subarray(0, -4096), /has 4096 bytes, but .* 8192/],
    ['HTML', 'file-not-sqlite', () => Buffer.from('<!doctype html><title>Sign in'), /begins with "<!doctype html>/],
    ['CSV', 'file-not-sqlite', () => Buffer.from('id,name\n1,é\n'), /begins with "id,name\\x0a1/],
    ['a few random bytes', 'file-not-sqlite', () => Buffer.from([0x80, 1, 2, 0xff, 3]), /"\\x80\\x01\\x02\\xff\\x03"/],
    ['a word that begins like SQL', 'file-not-sqlite', () => Buffer.from('CREATED by x'), /begins with "CREATED/],
    ['a script', 'file-sql-dump', () => Buffer.from('UPDATE t SET a = 1;'), /begins with "UPDATE t/],
    [
      'a dump of PostgreSQL',
      'file-sql-dump',
      () =>
        Buffer.from('--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;\nCREATE TABLE t (a integer);'),
      /SQL text of PostgreSQL/,
    ],
    ['an archive of pg_dump', 'file-sql-dump', () => Buffer.from('PGDMP\x01\x0e'), /SQL text of PostgreSQL/],
    [
      'a dump of MySQL',
      'file-sql-dump',
      () => Buffer.from('-- MySQL dump 10.13\n/*!40101 SET NAMES utf8 */;\nDROP TABLE IF EXISTS `t`;'),
      /SQL text of MySQL/,
    ],
    [
      'a table of MySQL',
      'file-sql-dump',
      () => Buffer.from('CREATE TABLE `t` (`id` int NOT NULL) ENGINE=InnoDB;'),
      /SQL text of MySQL/,
    ],
    [
      'a dump that PowerShell wrote',
      'file-sql-dump',
      () => Buffer.from('\ufeffPRAGMA foreign_keys=OFF;\r\n', 'utf16le'),
      /in UTF-16/,
    ],
    [
      'UTF-16 without a mark',
      'file-sql-dump',
      () => Buffer.from('BEGIN TRANSACTION;', 'utf16le').swap16(),
      /in UTF-16/,
    ],
    ['SQLCipher', 'file-encrypted', () => randomBytes(8192), /looks encrypted/],
    [
      'SQLCipher with a plain header',
      'file-encrypted',
      (intact) => Buffer.concat([intact.subarray(0, 100), randomBytes(8092)]),
      /looks encrypted: random bytes follow/,
    ],
    ['a page size of 1000', 'file-damaged', (intact) => patched(intact, 16, [0x03, 0xe8]), /page size of 1000/],
    ['an unknown encoding', 'file-damaged', (intact) => patched(intact, 56, [0, 0, 0, 9]), /text encoding 9/],
  ])('%s', async ([, code, change, message]) => {
    using folder = scratchFolder()
    const path = changed(folder.path, change)
    await expect(withSource(path, () => null)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as unknown,
    })
  })
})

test('a schema that SQLite refuses to load is an error with its reason', async () => {
  using folder = scratchFolder()
  const path = makeDatabase(folder.path, {
    fill(database) {
      database.exec('CREATE TABLE t (a)')
      database.unsafeMode()
      database.pragma('writable_schema = ON')
      database.exec("UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a, , b)'")
    },
  })
  await expect(withSource(path, () => null)).rejects.toMatchObject({
    code: 'file-schema-unreadable',
    message: expect.stringMatching(/near ","/) as unknown,
  })
})

describe('a file that is read, with what there is to say', () => {
  test('bytes after the last page', async () => {
    using folder = scratchFolder()
    const path = changed(folder.path, (intact) => Buffer.concat([intact, Buffer.from('more')]))
    const notes = await withSource(path, ({ source }) => source.notes)
    expect(notes).toEqual([{ code: 'file-trailing-bytes', message: '4 bytes after the last page were ignored.' }])
  })

  test('WAL mode, checkpointed', async () => {
    using folder = scratchFolder()
    const path = makeDatabase(folder.path, { ...SHOP, pragmas: ['journal_mode = WAL'] })
    expect(readFileSync(path)[18]).toBe(2)
    const found = await withSource(path, ({ source, tables }) => [source.notes, tables.length])
    expect(found).toEqual([[], 1])
  })

  test('WAL mode without its log, before its first checkpoint', async () => {
    using folder = scratchFolder()
    const path = withoutLog(folder.path, (database) => database.exec('CREATE TABLE t (a)'))
    await expect(withSource(path, () => null)).rejects.toMatchObject({ code: 'file-wal-missing' })
  })

  test('WAL mode without its log, after a checkpoint', async () => {
    using folder = scratchFolder()
    const path = withoutLog(folder.path, (database) => {
      database.exec('CREATE TABLE t (a)')
      database.pragma('wal_checkpoint(TRUNCATE)')
      database.exec('CREATE TABLE later (a)')
    })
    expect(await withSource(path, ({ tables }) => tables.map(({ name }) => name))).toEqual(['t'])
  })
})

/** A copy of a database in use, as one that looks at the main file only would make it. */
function withoutLog(folder: string, fill: (database: Database.Database) => void): string {
  const path = join(folder, 'live.db')
  const database = new Database(path)
  database.pragma('journal_mode = WAL')
  database.pragma('wal_autocheckpoint = 0')
  fill(database)
  const alone = join(folder, 'alone.db')
  copyFileSync(path, alone)
  database.close()
  return alone
}

function patched(intact: Buffer, at: number, bytes: number[]): Buffer {
  intact.set(bytes, at)
  return intact
}

test('names in a code page are read without writing to pages that a damaged list calls free', async () => {
  using folder = scratchFolder()
  const rows = Array.from({ length: 200 }, (_, at) => `row ${at} ${'x'.repeat(100)}`)
  const path = makeDatabase(folder.path, {
    pragmas: ['page_size = 512'],
    fill(database) {
      database.exec(`CREATE TABLE names (${Array.from({ length: 60 }, (_, at) => `sz${at}`).join(', ')})`)
      for (const table of ['kept', 'dropped']) {
        database.exec(`CREATE TABLE ${table} (a)`)
        for (const row of rows) database.prepare(`INSERT INTO ${table} VALUES (?)`).run(row)
      }
      database.exec('DROP TABLE dropped')
      database.unsafeMode()
      database.pragma('writable_schema = ON')
      database.exec("UPDATE sqlite_schema SET sql = replace(sql, 'sz', CAST(x'dfdf' AS TEXT)) WHERE name = 'names'")
    },
  })
  const bytes = readFileSync(path)
  const page = (number: number) => bytes.subarray((number - 1) * 512)
  // The page at the end of the list, from where SQLite takes the first, becomes one with rows (fileformat2 §1.5).
  const trunk = page(bytes.readUInt32BE(32))
  const root = page(await withSource(path, ({ tables }) => tables.find(({ name }) => name === 'kept')!.scan.root))
  const leaf = root.readUInt32BE(8)
  for (let entry = 0; entry < trunk.readUInt32BE(4); entry++) trunk.writeUInt32BE(leaf, 8 + 4 * entry)
  writeFileSync(path, bytes)

  const [names, kept] = await withSource(path, ({ source, tables }) => [
    tables.find(({ name }) => name === 'names')!.columns[0]!.name,
    [...ourRows(source.pages, tables.find(({ name }) => name === 'kept')!.scan, ALL)],
  ])
  expect(names).toBe('ßß0')
  expect(kept).toEqual(rows.map((row) => `text ${Buffer.from(row).toString('hex')}`))
})
