import { GetObjectCommand } from '@aws-sdk/client-s3'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../engine/report/report.ts'
import { unfinished } from '../source/file/unfinished.ts'
import { zipFile } from '../source/file/zip-file.ts'
import { deploy, SECRET, type Deployment } from './deployment.ts'

const SHOP = `
  CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT NOT NULL, price DECIMAL(6, 2));
  INSERT INTO book (title, price) VALUES ('Emma', 9.95), ('Kokoro こころ', 12), ('100% + more', NULL);`

async function onlyReport(deployment: Deployment): Promise<Report> {
  const reports = Object.values(await deployment.reports())
  expect(reports).toHaveLength(1)
  return reports[0]!
}

function secretOf({ database }: Deployment): Record<string, unknown> {
  const { host, port, user: username, password, database: dbname } = database.settings
  return { engine: 'postgres', host, port, username, password, dbname }
}

const DONE = { result: { outcome: 'response', response: { batchItemFailures: [] } }, deleted: true }
const NOTHING = { waiting: 0, away: 0 }

describe('a file that is dropped', () => {
  test('arrives, whatever its key, and its message and private copy are gone', async () => {
    await using deployment = await deploy({ verify: 'full' })
    const key = 'my shop/ü+ö 100% 📚.sqlite'
    await deployment.drop(key, SHOP)
    expect(await deployment.queue.deliverNext()).toMatchObject(DONE)

    expect(await deployment.database.query('SELECT * FROM shop.book ORDER BY id')).toEqual([
      { id: '1', title: 'Emma', price: '9.95' },
      { id: '2', title: 'Kokoro こころ', price: '12.00' },
      { id: '3', title: '100% + more', price: null },
    ])
    const [[place, report]] = Object.entries(await deployment.reports()) as [[string, Report]]
    expect(place).toBe(`reports/uploads/${key}/${report.id}.json`)
    const { Body, ContentType } = await deployment.aws.s3.send(
      new GetObjectCommand({ Bucket: 'reports', Key: `reports/uploads/${key}/${report.id}.html` }),
    )
    expect(ContentType).toBe('text/html; charset=utf-8')
    expect(await Body!.transformToString()).toContain('<h1>Done: 3 rows of 1 table are in PostgreSQL</h1>')
    expect(report).toMatchObject({ outcome: 'published', rows: 3, source: { uri: `s3://uploads/${key}` } })
    expect(await deployment.messages()).toEqual(NOTHING)
    expect(await readdir(deployment.temporary)).toEqual([])
  })

  test('may be a zip archive that holds the rest of it in a write-ahead log', async () => {
    await using deployment = await deploy({ verify: 'full' })
    const { database, beside } = unfinished('WAL')
    const archive = zipFile([
      { name: 'live.db', content: database },
      { name: 'live.db-wal', content: beside },
    ])
    await deployment.drop('backup.zip', archive)
    expect(await deployment.queue.deliverNext()).toMatchObject(DONE)
    expect(await deployment.database.query('SELECT title FROM shop.book ORDER BY title')).toEqual([
      { title: 'Emma' },
      { title: 'Ulysses' },
    ])
    expect(await readdir(deployment.temporary)).toEqual([])
  })

  test('may be an SQL dump, packed or not, and one that is refused is reported with its line', async () => {
    await using deployment = await deploy({ verify: 'full' })
    const dump = await readFile(join(import.meta.dirname, '../source/dump/styles/d1.sql'))
    await deployment.drop('exports/shop.sql.gz', gzipSync(dump))
    expect(await deployment.queue.deliverNext()).toMatchObject(DONE)
    expect(await deployment.database.query('SELECT count(*)::int AS rows FROM shop.orders')).toEqual([{ rows: 3 }])
    await deployment.drop('exports/script.sql', Buffer.from('CREATE TABLE t (a);\nDROP TABLE t;\n'))
    expect(await deployment.queue.deliverNext()).toMatchObject(DONE)
    const found = Object.values(await deployment.reports()).map(({ outcome, notes, error }) => ({
      outcome,
      note: notes[1]?.code,
      error: error?.message,
    }))
    expect(found).toEqual([
      {
        outcome: 'failed',
        error: 'The statement in line 2 of the dump is no statement of a dump but DROP TABLE.',
      },
      { outcome: 'published', note: 'file-dump-loaded' },
    ])
    expect(await readdir(deployment.temporary)).toEqual([])
  })

  test('is logged with message, bucket, key and migration, measured, and its password appears nowhere', async () => {
    await using deployment = await deploy()
    const { user } = deployment.database.settings
    await deployment.database.admin(`ALTER ROLE ${user} PASSWORD 'hunter2'`)
    deployment.aws.secrets.put(SECRET, { ...secretOf(deployment), password: 'hunter2' })
    await deployment.drop('shop.db', SHOP)
    await deployment.queue.deliverNext()
    const { id } = await onlyReport(deployment)
    expect(await deployment.log()).toContainEqual(
      expect.objectContaining({
        level: 'INFO',
        messageId: expect.any(String) as unknown,
        bucket: 'uploads',
        key: 'shop.db',
        migration: id,
        outcome: 'published',
        report: `s3://reports/reports/uploads/shop.db/${id}.json`,
      }),
    )
    expect(await deployment.log()).toContainEqual(
      expect.objectContaining({ service: 'litelift', MigrationsPublished: 1, Rows: 3 }),
    )
    expect(await deployment.printed()).not.toContain('hunter2')
  })

  test('is applied once, however often it is announced', async () => {
    await using deployment = await deploy()
    const event = await deployment.drop('shop.db', SHOP)
    await deployment.queue.deliverNext()
    await deployment.database.query("UPDATE shop.book SET title = 'changed since' WHERE id = 1")
    const first = await deployment.reports()
    // Not even the object is needed any more.
    await deployment.remove('shop.db')
    await deployment.queue.send(event)
    expect(await deployment.queue.deliverNext()).toMatchObject(DONE)

    expect(await deployment.database.query('SELECT count(*)::int, min(title) FROM shop.book')).toEqual([
      { count: 3, min: '100% + more' },
    ])
    expect(await deployment.database.query('SELECT title FROM shop.book WHERE id = 1')).toEqual([
      { title: 'changed since' },
    ])
    expect(await deployment.reports()).toEqual(first)
    expect(await deployment.log()).toContainEqual(expect.objectContaining({ outcome: 'already-published' }))
  })

  test('is skipped when a newer one of the same key came first', async () => {
    await using deployment = await deploy({ mode: 'truncate' })
    const older = await deployment.put('shop.db', SHOP)
    await deployment.drop('shop.db', `${SHOP} UPDATE book SET title = 'newer';`)
    await deployment.queue.deliverNext()
    await deployment.queue.send(older)
    expect(await deployment.queue.deliverNext()).toMatchObject(DONE)
    expect(await deployment.database.query('SELECT DISTINCT title FROM shop.book')).toEqual([{ title: 'newer' }])
  })
})

describe('what no retry mends is reported and leaves the queue', () => {
  test('a file that is no database', async () => {
    await using deployment = await deploy()
    await deployment.drop('page.db', Buffer.from('<!doctype html><title>Sign in</title>'))
    expect(await deployment.queue.deliverNext()).toMatchObject(DONE)
    expect(await onlyReport(deployment)).toMatchObject({ outcome: 'failed', error: { code: 'file-not-sqlite' } })
    expect(await deployment.log()).toContainEqual(
      expect.objectContaining({
        level: 'ERROR',
        failure: expect.objectContaining({ code: 'file-not-sqlite' }) as unknown,
      }),
    )
    expect(await deployment.log()).toContainEqual(expect.objectContaining({ MigrationsFailed: 1 }))
    expect(await deployment.messages()).toEqual(NOTHING)
    expect(await readdir(deployment.temporary)).toEqual([])
  })

  test('a key without a route', async () => {
    await using deployment = await deploy({ prefix: 'shops/' })
    await deployment.drop('elsewhere/shop.db', SHOP)
    expect(await deployment.queue.deliverNext()).toMatchObject(DONE)
    expect(await onlyReport(deployment)).toMatchObject({
      outcome: 'failed',
      source: { uri: 's3://uploads/elsewhere/shop.db' },
      error: { code: 'route-missing' },
    })
  })

  test('a content that was overwritten before it was read', async () => {
    await using deployment = await deploy()
    await deployment.drop('shop.db', SHOP)
    await deployment.put('shop.db', `${SHOP} DELETE FROM book;`)
    expect(await deployment.queue.deliverNext()).toMatchObject(DONE)
    expect(await onlyReport(deployment)).toMatchObject({ outcome: 'failed', error: { code: 'file-replaced' } })
  })

  test('a secret that is none', async () => {
    await using deployment = await deploy()
    deployment.aws.secrets.put(SECRET, 'hunter2')
    await deployment.drop('shop.db', SHOP)
    expect(await deployment.queue.deliverNext()).toMatchObject(DONE)
    expect(await onlyReport(deployment)).toMatchObject({ error: { code: 'secret-invalid' } })
    expect(await deployment.printed()).not.toContain('hunter2')
  })

  test('rows whose key is there already with other values are counted, and left out', async () => {
    await using deployment = await deploy()
    for (const more of ['', 'UPDATE book SET price = 13 WHERE id < 3;']) {
      await deployment.drop('shop.db', SHOP + more)
      expect(await deployment.queue.deliverNext()).toMatchObject(DONE)
    }
    const log = await deployment.log()
    const counts = log.flatMap(({ RowsSkipped }) => RowsSkipped ?? [])
    expect(counts).toEqual([0, 2])
    expect(log).toContainEqual(expect.objectContaining({ message: 'Migration ended', rows: 3, skipped: 2 }))
  })

  test("the bucket's test event, without a report", async () => {
    await using deployment = await deploy()
    await deployment.queue.send({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'uploads' })
    expect(await deployment.queue.deliverNext()).toMatchObject(DONE)
    expect(await deployment.reports()).toEqual({})
    expect(await deployment.messages()).toEqual(NOTHING)
  })
})

describe('what a retry can mend', () => {
  test('goes back to the queue for half a minute, with its report', async () => {
    await using deployment = await deploy({ port: 1 })
    const event = await deployment.drop('shop.db', SHOP)
    expect(await deployment.queue.deliverNext()).toMatchObject({
      result: {
        outcome: 'response',
        response: { batchItemFailures: [{ itemIdentifier: expect.any(String) as unknown }] },
      },
      deleted: false,
    })
    expect(await deployment.messages()).toEqual({ waiting: 0, away: 1 })
    expect(await deployment.log()).toContainEqual(
      expect.objectContaining({ message: 'The message comes again in 30 s' }),
    )
    expect(await onlyReport(deployment)).toMatchObject({
      outcome: 'failed-retryable',
      error: { code: 'target-unreachable' },
    })
    // Lambda itself tries again when an event of S3's own fails.
    expect(await deployment.function.deliver(event)).toMatchObject({
      outcome: 'error',
      error: { code: 'target-unreachable' },
    })
  })

  test('is a stack that was rolled back: files wait for the newer version that upgraded the ledger', async () => {
    await using deployment = await deploy()
    const { database, queue } = deployment
    await deployment.drop('first.db', SHOP)
    expect(await queue.deliverNext()).toMatchObject(DONE)
    await database.query('INSERT INTO litelift.version VALUES (1000)')
    const event = await deployment.drop('shop.db', SHOP)
    expect(await queue.deliverNext()).toMatchObject({ deleted: false })
    const reportOf = async (key: string) =>
      Object.values(await deployment.reports()).find(({ source }) => source.uri.endsWith(key))
    expect(await reportOf('shop.db')).toMatchObject({ outcome: 'failed-retryable', error: { code: 'ledger-newer' } })
    await database.query('DELETE FROM litelift.version WHERE version = 1000')
    await queue.send(event)
    expect(await queue.deliverNext()).toMatchObject(DONE)
    expect(await reportOf('shop.db')).toMatchObject({ outcome: 'published' })
  })

  test('is not even a failure when the password was rotated a moment ago', async () => {
    await using deployment = await deploy()
    const secret = secretOf(deployment)
    deployment.aws.secrets.put(SECRET, { ...secret, password: 'of yesterday' }, secret)
    await deployment.drop('shop.db', SHOP)
    expect(await deployment.queue.deliverNext()).toMatchObject(DONE)
    expect(await onlyReport(deployment)).toMatchObject({ outcome: 'published', rows: 3 })
    expect(deployment.aws.secrets.asked(SECRET)).toBe(2)
  })
})

describe("an object's own options", () => {
  const metadata = { 'litelift-schema': 'trial', 'litelift-include': 'book, magazine', 'litelift-mode': 'replace' }

  test('count where the route allows them', async () => {
    await using deployment = await deploy({ overrides: ['schema', 'include'] })
    await deployment.drop('shop.db', `${SHOP} CREATE TABLE secret (x); CREATE TABLE magazine (y);`, metadata)
    await deployment.queue.deliverNext()
    const report = await onlyReport(deployment)
    expect(report).toMatchObject({ outcome: 'published', target: { schema: 'trial' }, mode: 'append' })
    expect(report.tables.map((table) => table.name)).toEqual(['book', 'magazine'])
    expect(await deployment.log()).toContainEqual(
      expect.objectContaining({
        level: 'WARN',
        message: expect.stringContaining('litelift-mode is ignored') as unknown,
      }),
    )
  })

  test('do not count elsewhere', async () => {
    await using deployment = await deploy()
    await deployment.drop('shop.db', SHOP, metadata)
    await deployment.queue.deliverNext()
    expect(await onlyReport(deployment)).toMatchObject({ outcome: 'published', target: { schema: 'shop' } })
  })

  test('are refused when they are wrong', async () => {
    await using deployment = await deploy({ overrides: ['mode'] })
    await deployment.drop('shop.db', SHOP, { 'litelift-mode': 'drop everything' })
    expect(await deployment.queue.deliverNext()).toMatchObject(DONE)
    expect(await onlyReport(deployment)).toMatchObject({ outcome: 'failed', error: { code: 'option-invalid' } })
  })
})
