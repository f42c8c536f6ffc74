import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Report } from '../../engine/report/report.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { scratchFolder, type Scratch } from '../scratch.ts'
import { litelift, type Run } from './run.ts'

/** 30 prices, every third of which is no number; one tries to steer the terminal and the page. */
const PRICES = `
  CREATE TABLE book (id INTEGER PRIMARY KEY, price TEXT);
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90)
  INSERT INTO book SELECT i, iif(i % 3 = 0, char(27) || '[31m<b>' || i, i) FROM n`

async function migrate(folder: Scratch, target: TestDatabase, ...more: string[]): Promise<Run> {
  const file = join(folder.path, 'prices.sqlite')
  if (!existsSync(file)) folder.database('prices.sqlite', PRICES)
  const config = join(folder.path, 'litelift.json')
  await writeFile(config, JSON.stringify({ tables: { book: { columns: { price: { type: 'integer' } } } } }))
  return litelift(['migrate', file, '--to', target.url, '--schema', 's', '--config', config, ...more])
}

async function listed(path: string): Promise<unknown[]> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as unknown)
}

const THIRD = {
  table: 'book',
  rowid: '3',
  column: 'price',
  value: '\\u{1b}[31m<b>3',
  sqlstate: null,
  reason: 'is no integer',
}

test('rejects fail the migration by default, with all of them in a list', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const page = join(folder.path, 'prices.html')
  const run = await migrate(folder, target, '--report', page)
  expect(run).toMatchObject({ code: 1, stdout: '' })
  expect(run.stderr).toContain(
    'litelift: target-refused-values: 30 rows cannot be carried over: book.price is no integer (30 times).',
  )
  expect(run.stderr).toMatch(
    /^ {2}30 {2}book.price: is no integer\n {6}rowid 3 +\\u\{1b\}\[31m<b>3\n.*rowid 6 .*\n.*rowid 9 .*\n {6}… and 27 more$/m,
  )
  expect(run.stdout + run.stderr).not.toContain('\u001b')
  const list = await listed(join(folder.path, 'prices.rejects.ndjson'))
  expect(list).toHaveLength(30)
  expect(list[0]).toEqual(THIRD)
  expect(await readFile(page, 'utf8')).toContain('prices.rejects.ndjson')
  expect(await target.query("SELECT to_regclass('s.book') AS found")).toEqual([{ found: null }])
  const status = await litelift(['status', '--to', target.url])
  expect(status.stdout).toMatch(/failed .* 30\n.* → s, version .*, target-refused-values$/m)
})

test('--on-reject continue publishes the other rows, and everything says so', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const page = join(folder.path, 'prices.html')
  const run = await migrate(folder, target, '--on-reject', 'continue', '--verify', 'full', '--report', page)
  expect(run).toMatchObject({ code: 3 })
  expect(run.stdout).toContain(
    'Done, with rejects: of 90 rows of 1 table, 30 could not be carried over and were left out',
  )
  expect(run.stdout).toMatch(/^book +new +90 +60 +30$/m)
  expect(await listed(join(folder.path, 'prices.rejects.ndjson'))).toHaveLength(30)
  const html = await readFile(page, 'utf8')
  expect(html).toContain('<h2 id="rejects">Rejects</h2>')
  expect(html).not.toContain('<b>3')
  expect(await target.query('SELECT count(*)::int, sum(price)::int FROM s.book')).toEqual([{ count: 60, sum: 2700 }])
  expect((await litelift(['status', '--to', target.url])).stdout).toMatch(/published .* 60 +30\n/)
  const status = await litelift(['status', '--to', target.url, '--json'])
  expect(JSON.parse(status.stdout)).toMatchObject({
    migrations: [{ state: 'published', rejects: 30, report: { outcome: 'published-with-rejects' } }],
  })

  // The same version once more: what is in the target still lacks these rows.
  const again = await migrate(folder, target, '--on-reject', 'continue', '--json')
  expect(again).toMatchObject({ code: 3 })
  expect(JSON.parse(again.stdout)).toMatchObject({
    outcome: 'already-published',
    rejects: { rows: 30, file: null, first: { 0: THIRD } },
  })
})

test('every reason is shown with its first rows, and what may follow from others comes last', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const file = folder.database(
    'orders.sqlite',
    `PRAGMA foreign_keys = OFF;
     CREATE TABLE orders (id INTEGER PRIMARY KEY, total NUMERIC, note TEXT);
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
     INSERT INTO orders SELECT i, iif(i <= 25, 'x', i), iif(i = 30, 'long long', 'ok') FROM n;
     CREATE TABLE items (id INTEGER PRIMARY KEY, order_id INT REFERENCES orders);
     INSERT INTO items SELECT id, id FROM orders; INSERT INTO items SELECT 100 + id, id FROM orders;`,
  )
  const config = join(folder.path, 'litelift.json')
  const columns = { total: { type: 'integer' }, note: { type: 'varchar(5)' } }
  await writeFile(config, JSON.stringify({ onOrphan: 'reject', onReject: 'continue', tables: { orders: { columns } } }))
  const run = await litelift(['migrate', file, '--to', target.url, '--schema', 's', '--config', config])
  const lines = run.stdout.split('\n')
  expect(lines.filter((line) => /^ {2}\d+ {2}/.test(line))).toEqual([
    '  25  orders.total: is no integer',
    '  1  orders.note: is longer than 5 characters',
    '  52  items.order_id: references a row of orders that is a reject itself',
  ])
  expect(lines.slice(lines.indexOf('  1  orders.note: is longer than 5 characters')).slice(1, 2)).toEqual([
    '      rowid 30  long long',
  ])
})

test('the JSON names the list by a path that is right wherever it is read, the page by its name', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const file = folder.database('prices.sqlite', PRICES)
  const config = join(folder.path, 'litelift.json')
  await writeFile(config, JSON.stringify({ tables: { book: { columns: { price: { type: 'integer' } } } } }))
  const args = [
    'migrate',
    file,
    '--to',
    target.url,
    '--schema',
    's',
    '--config',
    config,
    '--json',
    '--report',
    '../page.html',
  ]
  const cwd = join(folder.path, 'work')
  await mkdir(cwd)
  const { stdout } = await litelift(args, { cwd })
  const { rejects } = JSON.parse(stdout) as Report
  expect(isAbsolute(rejects.file!)).toBe(true)
  expect(await listed(rejects.file!)).toHaveLength(30)
  expect(await readFile(join(folder.path, 'page.html'), 'utf8')).toContain(
    '<code>page.rejects.ndjson</code> beside this page',
  )
})

test('a list of an earlier run goes when there is nothing to list', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const file = folder.database('good.sqlite', 'CREATE TABLE t (a); INSERT INTO t VALUES (1)')
  const list = join(folder.path, 'good.rejects.ndjson')
  await writeFile(list, '{}\n')
  const page = join(folder.path, 'good.html')
  expect(await litelift(['migrate', file, '--to', target.url, '--schema', 's', '--report', page])).toMatchObject({
    code: 0,
  })
  expect(existsSync(list)).toBe(false)
})
