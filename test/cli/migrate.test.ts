import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../engine/report/report.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { SHOP } from './shop.ts'
import { litelift } from './run.ts'

describe('litelift migrate', () => {
  test('prints a result for people, and the report as a page', async () => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    const file = folder.database('shop.sqlite', SHOP)
    const page = join(folder.path, 'shop.html')
    const run = await litelift(['migrate', file, '--to', target.url, '--schema', 'shop', '--report', page])
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).toContain('Done: 5 rows of 2 tables are in PostgreSQL')
    expect(run.stdout).toMatch(/^Customer → customer +new +2 +2$/m)
    expect(run.stdout).toMatch(/^trigger-left-out \(1\): /m)
    expect(run.stderr).toMatch(/^publish +\d+\.\d s$/m)
    expect(run.stderr).toContain(`The report is in ${page}`)
    expect(run.stdout + run.stderr).not.toContain('\u001b')
    expect(run.stdout + run.stderr).not.toContain(`:${target.settings.password}@`)
    expect(await target.query('SELECT id, total::text FROM shop."order" ORDER BY id')).toEqual([
      { id: '10', total: '9.99' },
      { id: '11', total: '20.00' },
      { id: '12', total: '0.50' },
    ])
    expect(await readFile(page, 'utf8')).toContain('<h1>Done: 5 rows of 2 tables are in PostgreSQL</h1>')
  })

  test('--json prints one document; the same content again is not migrated again', async () => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    const file = folder.database('shop.sqlite', SHOP)
    const args = [
      'migrate',
      file,
      '--to',
      target.url,
      '--schema',
      'shop',
      '--mode',
      'replace',
      '--verify',
      'full',
      '--json',
    ]
    const env = { TMPDIR: folder.path }
    const first = await migrated(args, env)
    expect(first).toMatchObject({ format: 1, outcome: 'published', rows: 5, error: null })
    expect(await migrated(args, env)).toMatchObject({ outcome: 'already-published', id: first.id })
    expect(await migrated([...args, '--again'], env)).toMatchObject({ outcome: 'published', id: first.id })
    // Nor is a private copy left behind, whether it was asked for or not.
    expect(await readdir(folder.path)).toEqual(['shop.sqlite'])
  })

  test('the command line wins over the configuration file', async () => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    const file = folder.database('shop.sqlite', SHOP)
    const config = join(folder.path, 'litelift.json')
    await writeFile(config, JSON.stringify({ schema: 'one', include: ['Order'], identifiers: 'preserve' }))
    const report = await migrated([
      'migrate',
      file,
      '--to',
      target.url,
      '--config',
      config,
      '--schema',
      'two',
      '--json',
    ])
    expect(report.target.schema).toBe('two')
    expect(report.tables.map(({ name }) => name)).toEqual(['Order'])
  })

  test('--include that matches nothing ends with 2', async () => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    const file = folder.database('shop.sqlite', SHOP)
    const run = await litelift(['migrate', file, '--to', target.url, '--schema', 's', '--include', 'nope*'])
    expect(run.stderr).toContain('table-unknown')
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(await tablesOf(target)).toEqual([])
  })

  test('the password may come from the environment', async () => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    const { user, password, host, port, database } = target.settings
    const file = folder.database('shop.sqlite', SHOP)
    const url = `postgres://${user}@${host}:${port}/${database}`
    const run = await litelift(['migrate', file, '--to', url, '--schema', 's'], { env: { PGPASSWORD: password } })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).toContain(`${url}, schema s`)
  })
})

describe('a file that is no database fails with one clear error and leaves the target as it was', () => {
  const random = randomBytes(8192)
  random.set([1, 2, 3], 0)
  test.each<[string, (intact: Buffer) => Buffer]>([
    ['file-empty', () => Buffer.alloc(0)],
    ['file-truncated', (intact) => intact.subarray(0, intact.length - 4096)],
    ['file-truncated', (intact) => intact.subarray(0, 60)],
    ['file-not-sqlite', () => Buffer.from('<!doctype html><title>Sign in</title>')],
    ['file-sql-dump', () => Buffer.from('SET statement_timeout = 0;\nCREATE TABLE t(a);\n')],
    ['file-statement-refused', () => Buffer.from('CREATE TABLE t(a);\nDROP TABLE t;\n')],
    ['(file-encrypted|file-not-sqlite)', () => random],
  ])('%s', async (expected, broken) => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    const file = folder.database('shop.sqlite', SHOP)
    await writeFile(file, broken(await readFile(file)))
    const run = await litelift(['migrate', file, '--to', target.url, '--schema', 'shop', '--json'])
    const report = JSON.parse(run.stdout) as Report
    expect(report).toMatchObject({ outcome: 'failed', error: { code: expect.stringMatching(`^${expected}$`) } })
    expect(run.stderr.match(/^litelift: /gm)).toHaveLength(1)
    expect(run.stderr).not.toMatch(/^\s+at /m)
    expect(run.code).toBe(1)
    expect(await tablesOf(target)).toEqual([])
  })

  test.each([
    ['a missing file', 'nothing.sqlite', 'nothing is at that path'],
    ['a directory', '.', 'that path is a directory'],
  ])('%s', async (_, name, why) => {
    using folder = scratchFolder()
    const args = ['migrate', join(folder.path, name), '--to', 'postgres://u@127.0.0.1:1/d', '--json']
    const run = await litelift(args)
    expect(JSON.parse(run.stdout)).toMatchObject({
      error: { code: 'file-missing', kind: 'file', message: expect.stringContaining(why) },
    })
    expect(run.code).toBe(2)
  })
})

test('a server that is not there ends with 1 and a hint, with --debug also the cause', async () => {
  using folder = scratchFolder()
  const file = folder.database('shop.sqlite', SHOP)
  const args = ['migrate', file, '--to', 'postgres://ann:hunter2@127.0.0.1:1/shop']
  const plain = await litelift(args)
  expect(plain.stderr).toContain('litelift: target-unreachable: ')
  expect(plain.stderr).not.toMatch(/^\s+at /m)
  const debug = await litelift([...args, '--debug'])
  expect(debug.stderr).toMatch(/ECONNREFUSED[^]*^\s+at /m)
  for (const run of [plain, debug]) {
    expect(run).toMatchObject({ code: 1, stdout: '' })
    expect(run.stderr).not.toContain('hunter2')
  }
})

test('--debug says how tables were read', async () => {
  using folder = scratchFolder()
  const file = folder.database(
    'mixed.sqlite',
    `CREATE TABLE t (a INTEGER, b TEXT);
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) INSERT INTO t SELECT i, 'same' FROM n;
     INSERT INTO t VALUES (1, printf('%.*c', 9000, 'x'))`,
  )
  await using target = await createDatabase()
  const run = await litelift(['migrate', file, '--to', target.url, '--schema', 's', '--debug'])
  expect(run).toMatchObject({ code: 0 })
  // The long row lies in overflow pages; the texts of the first leaf may be examples.
  expect(run.stderr).toMatch(/^ {4}inspect t: 1,501 rows, of them by the reference 1, and \d+ values$/m)
  expect(run.stderr).toMatch(/^ {4}stage t: 1,501 rows, of them by the reference 1$/m)
})

async function migrated(args: string[], env: Record<string, string> = {}): Promise<Report> {
  const { code, stdout, stderr } = await litelift(args, { env })
  expect({ code, stderr }).toMatchObject({ code: 0 })
  return JSON.parse(stdout) as Report
}

/** Everything outside the ledger. */
function tablesOf(target: TestDatabase): Promise<{ name: string }[]> {
  return target.query(`
    SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname NOT IN ('litelift', 'pg_catalog', 'pg_toast', 'information_schema')`)
}
