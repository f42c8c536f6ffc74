import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { LiteliftError } from '../../../engine/errors.ts'
import { openFetched } from '../../../engine/source/file/open-fetched.ts'
import { openSource, type SourceFile } from '../../../engine/source/file/open.ts'
import { FetchedSqlite } from '../../../engine/source/sqlite/fetched-sqlite.ts'
import { caseNames, makeCase } from '../../case-files.ts'
import { foreignDatabases } from '../../foreign-databases.ts'
import { inProcess } from '../../in-process.ts'
import { makeRandomDatabase, randomDatabase } from '../../random/database.ts'
import { scratchFolder, scratchOfFile } from '../../scratch.ts'
import { ourRows } from '../pages/cells.ts'
import { servedFrom } from '../pages/fetched/as-fetched.ts'

const HOUR = 3_600_000
const SEED = Number(process.env['LITELIFT_RANDOM_SEED'] ?? 20_261_127)

const { path: directory } = scratchOfFile()

type Read = Awaited<ReturnType<typeof read>>

/** The schema and what is said of the file, or the error; of a file's name nothing. */
async function read(opening: Promise<SourceFile>) {
  try {
    await using source = await opening
    const schema = await source.sqlite.inspect()
    const filled = await source.sqlite.holdingRows(schema.tables.map(({ name }) => name))
    const { path: _, fetched: __, ...shape } = source.pages
    return { schema, filled, notes: source.notes, shape }
  } catch (error) {
    if (!(error instanceof LiteliftError)) throw error
    const { code, subject } = error
    return { code, table: subject.table, page: subject.page }
  }
}

async function ofPages(path: string): Promise<Read> {
  using fetched = servedFrom(path)
  return await read(openFetched('s3://uploads/case.db', fetched.file, { directory, started: inProcess() }))
}

/** The same schema as the file on the disk, or a table that needs one; whether it was the same. */
async function compare(path: string): Promise<boolean> {
  // First, for what opens a file on the disk changes it.
  const pages = await ofPages(path)
  const disk = await read(openSource(path, {}, inProcess()))
  if (pages.code === 'file-needs-disk') {
    const table = disk.schema?.tables.find(({ name }) => name === pages.table)
    // A virtual table may be one that is read nowhere.
    if (table?.scan.copied === undefined && table !== undefined) throw new Error(`${table.name} needs no disk`)
    return false
  }
  expect(pages).toEqual(disk)
  return true
}

test('cases have the same schema by their pages', { timeout: HOUR }, async () => {
  using folder = scratchFolder()
  const path = join(folder.path, 'case.db')
  let same = 0
  for (const name of caseNames) {
    rmSync(path, { force: true })
    makeCase(name, path)
    if (await compare(path)) same++
  }
  expect(same).toBeGreaterThan(caseNames.length / 2)
})

const FILES = foreignDatabases('.db', '.sqlite', '.gpkg').filter(({ path }) => statSync(path).size < 20_000_000)

test.skipIf(FILES.length === 0).for(FILES)('$name has the same schema by its pages', async ({ path }) => {
  // Opening it on a disk changes it, and others read the same one.
  using folder = scratchFolder()
  const copy = join(folder.path, 'foreign.db')
  copyFileSync(path, copy)
  await compare(copy)
  expect(statSync(copy).size).toBeGreaterThan(0)
})

test('random databases have the same schema by their pages', { timeout: HOUR }, async () => {
  using folder = scratchFolder()
  const path = join(folder.path, 'random.db')
  let same = 0
  await fc.assert(
    fc.asyncProperty(randomDatabase, async (script) => {
      rmSync(path, { force: true })
      makeRandomDatabase(path, script)
      if (await compare(path)) same++
    }),
    { seed: SEED, numRuns: 80 },
  )
  expect(same).toBeGreaterThan(5)
})

test.for([
  ['CREATE TABLE w (a PRIMARY KEY, b) WITHOUT ROWID', 'w', /WITHOUT ROWID/],
  ['CREATE VIRTUAL TABLE f USING fts5 (a)', 'f', /virtual table/],
  ['CREATE TABLE g (a, b AS (a + 1) VIRTUAL)', 'g', /virtual column/],
] as const)('a table that SQLite itself has to read is named: %s', async ([sql, table, what]) => {
  using folder = scratchFolder()
  const path = folder.database('needs.db', `CREATE TABLE plain (a); ${sql}`)
  using fetched = servedFrom(path)
  await using source = await openFetched('s3://uploads/needs.db', fetched.file, { directory, started: inProcess() })
  await expect(source.sqlite.inspect()).rejects.toMatchObject({
    code: 'file-needs-disk',
    subject: { table },
    message: expect.stringMatching(what) as unknown,
  })
})

test('the schema of a large file takes no room on the disk', async () => {
  using folder = scratchFolder()
  const path = folder.database(
    'large.db',
    `CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, b);
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
     INSERT INTO t SELECT i, zeroblob(300000) FROM n`,
  )
  using fetched = servedFrom(path)
  // As a migration does: SQLite in a process that can be ended.
  await using source = await openFetched('s3://uploads/large.db', fetched.file, { directory })
  const { tables } = await source.sqlite.inspect()
  expect(tables).toMatchObject([{ name: 't', sequence: 100n }])
  expect(fetched.fetched.bytes).toBeLessThan(200_000)
  expect(await source.sqlite.indexEntries([{ table: 't', indexes: ['i'] }])).toEqual([[null]])
})

/** All rows that SQLite gives, in their order. */
async function rowsBySql({ sqlite }: SourceFile, table: string, columns: string): Promise<unknown[]> {
  const rows = []
  for await (const batch of sqlite.rows(table, `SELECT ${columns} FROM main.${table} NOT INDEXED ORDER BY rowid`))
    rows.push(...batch)
  return rows
}

test('rows that SQLite is to read are brought to the disk, of one table at a time', async () => {
  using folder = scratchFolder()
  const many = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)'
  const path = folder.database(
    'tables.db',
    `CREATE TABLE t (id INTEGER PRIMARY KEY, b); CREATE INDEX by_b ON t (b); CREATE VIEW v AS SELECT b FROM t; CREATE TABLE u (a, b); CREATE TABLE w (a);
     ${many} INSERT INTO t SELECT i, hex(zeroblob(i * i)) FROM n; ${many} INSERT INTO u SELECT i, 'text ' || i FROM n;
     ${many} INSERT INTO w SELECT zeroblob(100000) FROM n; DELETE FROM t WHERE id % 7 = 3`,
  )
  const tables = [
    ['t', 'id, b'],
    ['u', 'a, b'],
    ['w', 'rowid'],
    ['t', 'rowid, length(b)'],
  ] as const
  const read = async (source: SourceFile) => {
    await source.sqlite.inspect()
    const all = []
    for (const [table, columns] of tables) all.push(await rowsBySql(source, table, columns))
    return all
  }
  using fetched = servedFrom(path)
  using beside = scratchFolder()
  await using source = await openFetched('s3://uploads/tables.db', fetched.file, { directory: beside.path })
  const rows = await read(source)
  const [temporary] = readdirSync(beside.path)
  const [, brought] = readdirSync(join(beside.path, temporary!)).toSorted()
  // Of t alone: its index has as much, and w twice that.
  expect(statSync(join(beside.path, temporary!, brought!)).blocks * 512).toBeLessThan(statSync(path).size / 2)
  await using whole = await openSource(path, {}, inProcess())
  expect(rows).toEqual(await read(whole))
  expect(rows.map((all) => all.length)).toEqual([257, 300, 300, 257])
})

test('rows that have no room on the disk are named', async () => {
  using folder = scratchFolder()
  const path = folder.database('full.db', 'CREATE TABLE t (a)')
  using fetched = servedFrom(path)
  await using source = await openFetched('s3://uploads/full.db', fetched.file, { directory, started: inProcess() })
  const { pages } = source
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })
  await using host = inProcess()
  const sqlite = new FetchedSqlite(host, pages, () => Promise.reject(full))
  await sqlite.open({ ...pages, path })
  await sqlite.inspect()
  await expect(sqlite.rows('t', 'SELECT 1').next()).rejects.toMatchObject({
    code: 'file-needs-disk',
    subject: { table: 't' },
  })
})

test('a file beyond any disk is opened and read', async () => {
  using folder = scratchFolder()
  const path = folder.database('huge.db', "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'one'), (2, 'two')")
  // What lies behind is nobody's: pages of nothing, which take no room here either.
  const pages = 50_000_000
  const bytes = readFileSync(path)
  bytes.writeUInt32BE(pages, 28)
  writeFileSync(path, bytes)
  truncateSync(path, pages * 4096)
  using fetched = servedFrom(path)
  await using source = await openFetched('s3://uploads/huge.db', fetched.file, { directory })
  expect(source.pages.pageCount).toBe(pages)
  const { tables } = await source.sqlite.inspect()
  expect([...ourRows(source.pages, tables[0]!.scan)]).toHaveLength(2)
  expect(fetched.fetched.bytes).toBeLessThan(1_000_000)
})

test.for([
  ['file-empty', Buffer.alloc(0)],
  ['file-truncated', Buffer.from('SQLite format 3\0')],
  ['file-compressed', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])],
  ['file-not-sqlite', Buffer.from('hello')],
] as const)('what is no plain database is %s', async ([code, content]) => {
  using folder = scratchFolder()
  using fetched = servedFrom(folder.file('other', content))
  await expect(
    openFetched('s3://uploads/other', fetched.file, { directory, started: inProcess() }),
  ).rejects.toMatchObject({ code, subject: { file: 's3://uploads/other' } })
})

test('a file in WAL mode that came without its log has the same schema by its pages', async () => {
  using folder = scratchFolder()
  const live = join(folder.path, 'live.db')
  const database = new Database(live)
  database.pragma('journal_mode = WAL')
  database.exec('CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 2)')
  database.pragma('wal_checkpoint(TRUNCATE)')
  const path = join(folder.path, 'without.db')
  for (const after of ['', 'INSERT INTO t VALUES (3, 4)', 'CREATE TABLE u (c)']) {
    database.exec(after)
    copyFileSync(live, path)
    expect(await compare(path)).toBe(true)
  }
  database.close()
})
