import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import type { RawOptions } from '../../engine/options.ts'
import { planFile } from '../../engine/plan-file.ts'
import type { Report } from '../../engine/report/report.ts'
import { openSource } from '../../engine/source/file/open.ts'
import { makePrivateCopy } from '../../engine/source/file/private-copy.ts'
import { SqliteProcess } from '../../engine/source/sqlite/sqlite-process.ts'
import { isEqual } from '../../engine/verify/differs.ts'
import { verifyFile } from '../../engine/verify-file.ts'
import { makeCase, plainCases } from '../case-files.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { inProcess } from '../in-process.ts'
import { scratchOfFile } from '../scratch.ts'
import { dumpOf } from '../source/dump/dump-of.ts'
import { zipFile } from '../source/file/zip-file.ts'
import { localFile } from './local-file.ts'

const scratch = scratchOfFile()
const style = (name: string) => readFileSync(join(import.meta.dirname, '../source/dump/styles', `${name}.sql`))

function written(content: string | Uint8Array): string {
  const path = join(scratch.path, 'export')
  writeFileSync(path, content)
  return path
}

async function bring(target: TestDatabase, path: string, options: RawOptions = {}): Promise<Report> {
  return migrate({
    source: await localFile(path),
    target: () => Promise.resolve(target.settings),
    options: { schema: 's', verify: 'full', ...options },
  })
}

describe('an export is migrated, planned and compared like a database', () => {
  test('of D1', async () => {
    await using target = await createDatabase()
    const path = written(style('d1'))
    const report = await bring(target, path)
    expect(report).toMatchObject({ error: null, outcome: 'published', rows: 6 })
    expect(report.notes[0]).toEqual({
      code: 'file-dump-loaded',
      message: `The file is an SQL dump of 1,731 bytes, of which a database of 3 tables and 6 rows was made.`,
    })
    expect(await target.query('SELECT id, name, note, photo, shout FROM s.customers ORDER BY id')).toEqual([
      { id: '1', name: "Ann O'Hara", note: 'two\nlines\r', photo: Buffer.from([0, 255]), shout: "ANN O'HARA" },
      { id: '2', name: 'Bo 漢字', note: 'a\\n\nb', photo: null, shout: 'BO 漢字' },
    ])
    expect(await target.query('SELECT id::int, total FROM s.orders ORDER BY id')).toEqual([
      { id: 10, total: 9.99 },
      { id: 11, total: 20 },
      { id: 12, total: Infinity },
    ])
    expect(await target.query('SELECT name FROM s.order_list ORDER BY id LIMIT 1')).toEqual([{ name: "Ann O'Hara" }])
    // AUTOINCREMENT goes on after the id that D1 gave last.
    const next = "INSERT INTO s.d1_migrations (name, applied_at) VALUES ('x', now()) RETURNING id::int"
    expect(await target.query(next)).toEqual([{ id: 42 }])
    await target.query("DELETE FROM s.d1_migrations WHERE name = 'x'")

    const source = await localFile(path)
    const request = { source, target: () => Promise.resolve(target.settings), options: { schema: 's' } }
    expect((await verifyFile(request)).tables.filter((table) => !isEqual(table))).toEqual([])
    const { plan } = await planFile({ ...request, target: null })
    expect(plan.tables.map((table) => table.source)).toEqual(['d1_migrations', 'orders', 'customers'])
    expect(plan.notes.map(({ code }) => code)).toContain('file-dump-loaded')
  })

  test('of Turso', async () => {
    await using target = await createDatabase()
    expect(await bring(target, written(style('turso')))).toMatchObject({ error: null, rows: 2 })
    expect(await target.query('SELECT body, at::text FROM s.notes ORDER BY id')).toEqual([
      { body: 'first', at: '2026-01-02 03:04:05' },
      { body: 'a "quoted" -- text; with /* everything */', at: null },
    ])
  })

  test('of sqlite3, with a full-text table', async () => {
    await using target = await createDatabase()
    expect(await bring(target, written(style('sqlite3')))).toMatchObject({ error: null, rows: 5 })
    expect(await target.query('SELECT title FROM s.search')).toEqual([{ title: 'Emma' }])
    expect(await target.query('SELECT id, title, price FROM s.book ORDER BY id')).toEqual([
      { id: '1', title: 'Emma', price: '9.95' },
      { id: '3', title: 'tab\t, \\ and \u001b😀', price: 'Infinity' },
      { id: '4', title: null, price: '-Infinity' },
      { id: '9223372036854775807', title: '', price: String(-(2n ** 63n)) },
    ])
  })

  test.for([
    ['gzip', gzipSync],
    ['Zstandard', zstdCompressSync],
    [
      'zip',
      (content: Buffer) =>
        zipFile([
          { name: 'a/b.sql', content },
          { name: 'LIESMICH', content: Buffer.from('-') },
        ]),
    ],
  ] as const)('packed by %s', async ([, pack]) => {
    await using target = await createDatabase()
    const report = await bring(target, written(pack(style('turso'))))
    expect(report).toMatchObject({ error: null, outcome: 'published', rows: 2 })
    expect(report.notes.map(({ code }) => code).slice(0, 2)).toEqual(['file-unpacked', 'file-dump-loaded'])
  })

  test('it is known by its bytes', async () => {
    await using target = await createDatabase()
    const path = written(style('turso'))
    const { version } = await localFile(path)
    expect(version).toBe(`sha256:${createHash('sha256').update('').update(style('turso')).digest('hex')}`)
    await bring(target, path)
    expect(await bring(target, path)).toMatchObject({ outcome: 'already-published' })
  })
})

/** Every eighth case: the dump, and the database that it was made of, each in a schema of its own. */
const cases = plainCases.filter((name, position) => position % 8 === 1 && !/invalid-text/.test(name))

test.for(cases)('%s comes out of its dump as of itself', async (name) => {
  await using target = await createDatabase()
  const path = join(scratch.path, `${name.replaceAll('/', '_')}.db`)
  makeCase(name, path)
  const settings = () => Promise.resolve(target.settings)
  const options = { verify: 'full' } as const
  const [database, dump] = [
    await migrate({
      source: await localFile(path),
      target: settings,
      options: { ...options, schema: 'database' },
      sqlite: inProcess(),
    }),
    await migrate({
      source: await localFile(written(dumpOf(path))),
      target: settings,
      options: { ...options, schema: 'dump' },
      sqlite: inProcess(),
    }),
  ]
  const essence = ({ error, tables, rows }: Report) => ({
    error: error?.code,
    rows,
    tables: tables
      .map(({ source, columns }) => ({ source, columns }))
      .toSorted((a, b) => (a.source < b.source ? -1 : 1)),
  })
  expect(essence(dump)).toEqual(essence(database))
  for (const { name: table } of database.tables) {
    const count = `SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) AS rows FROM`
    const quoted = `"${table.replaceAll('"', '""')}"`
    expect(await target.query(`${count} dump.${quoted} t`)).toEqual(await target.query(`${count} database.${quoted} t`))
  }
})

describe('what a dump makes SQLite do ends', () => {
  const times = (count: number) => `replace(a, 'a', '${'a'.repeat(count)}')`
  const endless = `CREATE TABLE t (a, b AS (instr(${times(1000)}, ${times(500)} || 'b')) STORED);
    INSERT INTO t (a) VALUES ('${'a'.repeat(3000)}');`

  test('when the migration is stopped', async () => {
    await using copy = await makePrivateCopy(written(endless))
    const stop = new AbortController()
    const opening = openSource(copy.path, { signal: stop.signal }, new SqliteProcess(stop.signal))
    setTimeout(() => stop.abort(), 1000)
    const started = performance.now()
    await expect(opening).rejects.toMatchObject({ code: 'migration-interrupted' })
    expect(performance.now() - started).toBeLessThan(8000)
  })

  test('when it takes too much memory', async () => {
    const tenfold = Array(9).fill("'a', 'aaaaaaaaaa')").join(', ')
    const dump = `CREATE TABLE t (a, b AS (${'replace('.repeat(9)}a, ${tenfold}) STORED);
      INSERT INTO t (a) VALUES ('${'a'.repeat(1000)}');`
    await using copy = await makePrivateCopy(written(dump))
    await expect(openSource(copy.path)).rejects.toMatchObject({ code: 'file-too-costly' })
  })

  test('when the database is larger than it may be', async () => {
    const dump = `CREATE TABLE t (a, b DEFAULT (randomblob(1000000)));
      ${'INSERT INTO t (a) VALUES (1);\n'.repeat(100)}`
    await using copy = await makePrivateCopy(written(dump))
    await expect(openSource(copy.path, { maxUnpackedBytes: 5e6 })).rejects.toMatchObject({
      code: 'file-too-large',
      message: "The file's unpacked content needs more than the 5.0 MB that there are for it.",
      hint: expect.stringContaining('maxUnpackedBytes') as string,
    })
    const folder = dirname(copy.path)
    const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name)).length)
    expect(bytes.reduce((sum, length) => sum + length)).toBeLessThan(6e6)
  })
})

test('one that is refused changes nothing, and names the file that was given', async () => {
  await using target = await createDatabase()
  const path = written('CREATE TABLE t (a);\nUPDATE t SET a = 1;\n')
  const { error } = await bring(target, path)
  expect(error).toMatchObject({ code: 'file-statement-refused', kind: 'file', subject: { file: path } })
  expect(await target.query("SELECT 1 FROM pg_namespace WHERE nspname = 's'")).toEqual([])
})

test('an archive holds one dump, or a database beside dumps', async () => {
  const two = zipFile([
    { name: 'a.sql', content: style('d1') },
    { name: 'b.sql', content: style('turso') },
  ])
  await using copy = await makePrivateCopy(written(two))
  await expect(openSource(copy.path)).rejects.toMatchObject({
    code: 'file-archive',
    message: expect.stringContaining('2 SQLite dumps: a.sql, b.sql') as string,
  })
  const database = readFileSync(scratch.database('shop.db', 'CREATE TABLE only (a)'))
  const beside = zipFile([
    { name: 'schema.sql', content: style('d1') },
    { name: 'shop.db', content: database },
  ])
  const { plan } = await planFile({ source: await localFile(written(beside)), target: null, options: {} })
  expect(plan.tables.map((table) => table.source)).toEqual(['only'])
})

test('an empty database has a dump as well', async () => {
  await using target = await createDatabase()
  const report = await bring(target, written('PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCOMMIT;\n'))
  expect(report).toMatchObject({ error: null, rows: 0, tables: [] })
})

test('an index by a function of the application is left out with a note, as that of a file', async () => {
  await using target = await createDatabase()
  const dump = `CREATE TABLE film (id INTEGER PRIMARY KEY, title TEXT, vector F32_BLOB(2));
    CREATE INDEX IF NOT EXISTS film_vector ON film (libsql_vector_idx(vector, 'metric=cosine'));
    INSERT INTO film VALUES (1, 'Ran', X'0000803f00000040');
    CREATE UNIQUE INDEX "film title" ON film (title COLLATE icu) WHERE known(title);`
  const report = await bring(target, written(dump))
  expect(report).toMatchObject({ error: null, outcome: 'published', rows: 1 })
  const left = report.notes.filter(({ code }) => code === 'index-left-out').map(({ sql }) => sql)
  expect(new Set(left)).toEqual(
    new Set([
      `CREATE INDEX "film_vector" ON film (libsql_vector_idx(vector, 'metric=cosine'))`,
      'CREATE UNIQUE INDEX "film title" ON film (title COLLATE icu) WHERE known(title)',
    ]),
  )
})
