import { readdir } from 'node:fs/promises'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import type { Report } from '../../engine/report/report.ts'
import { deploy, type Deployment } from './deployment.ts'

const BOOKS = `
  CREATE TABLE book (id INTEGER PRIMARY KEY, price TEXT);
  INSERT INTO book VALUES (1, '9.95'), (2, '12,50 €'), (3, NULL)`

const CAST = { tables: { book: { columns: { price: { type: 'numeric(6,2)' } } } } } as const

const DONE = { result: { outcome: 'response', response: { batchItemFailures: [] } }, deleted: true }

async function onlyReport(deployment: Deployment): Promise<Report> {
  const reports = Object.values(await deployment.reports())
  expect(reports).toHaveLength(1)
  return reports[0]!
}

async function listOf({ aws }: Deployment, { rejects: { file } }: Report): Promise<unknown[]> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(file!)!
  const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket, Key }))
  const lines = (await Body!.transformToString()).trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as unknown)
}

const REFUSED = {
  table: 'book',
  rowid: '2',
  column: 'price',
  value: '12,50 €',
  sqlstate: null,
  reason: 'is no number',
}

test('a file published without some rows leaves the queue; report, list, ledger, log and metrics say so', async () => {
  await using deployment = await deploy({ ...CAST, onReject: 'continue', verify: 'full' })
  const event = await deployment.drop('shop/bücher.db', BOOKS)
  expect(await deployment.queue.deliverNext()).toMatchObject(DONE)
  expect(await deployment.messages()).toEqual({ waiting: 0, away: 0 })
  expect(await deployment.database.query('SELECT id FROM shop.book ORDER BY id')).toEqual([{ id: '1' }, { id: '3' }])

  const report = await onlyReport(deployment)
  expect(report).toMatchObject({ outcome: 'published-with-rejects', rows: 3, rejects: { rows: 1, first: [REFUSED] } })
  expect(report.rejects.file).toBe(`s3://reports/reports/uploads/shop/bücher.db/${report.id}.rejects.ndjson`)
  expect(await listOf(deployment, report)).toEqual([REFUSED])
  expect(
    await deployment.database.query("SELECT state, report ->> 'outcome' AS outcome FROM litelift.migration"),
  ).toEqual([{ state: 'published', outcome: 'published-with-rejects' }])
  const log = await deployment.log()
  expect(log).toContainEqual(expect.objectContaining({ outcome: 'published-with-rejects', rejects: 1 }))
  expect(log).toContainEqual(expect.objectContaining({ MigrationsPublishedWithRejects: 1, Rows: 2, RowsRejected: 1 }))
  expect(await readdir(deployment.temporary)).toEqual([])

  await deployment.queue.send(event)
  expect(await deployment.queue.deliverNext()).toMatchObject(DONE)
  expect(await onlyReport(deployment)).toEqual(report)
})

test('a file that rejects fail leaves the queue too, with the list beside its report', async () => {
  await using deployment = await deploy(CAST)
  await deployment.drop('books.db', BOOKS)
  expect(await deployment.queue.deliverNext()).toMatchObject(DONE)
  const report = await onlyReport(deployment)
  expect(report).toMatchObject({ outcome: 'failed', error: { code: 'target-refused-values', subject: { rowid: '2' } } })
  expect(await listOf(deployment, report)).toEqual([REFUSED])
  expect(await deployment.database.query("SELECT to_regclass('shop.book') AS found")).toEqual([{ found: null }])
  expect(await deployment.database.query('SELECT state FROM litelift.migration')).toEqual([{ state: 'failed' }])
  expect(await deployment.log()).toContainEqual(expect.objectContaining({ MigrationsFailed: 1 }))
})
