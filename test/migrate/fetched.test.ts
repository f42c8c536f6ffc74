import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { s3Object } from '../../aws/s3/object.ts'
import { migrate } from '../../engine/migrate.ts'
import type { RawOptions } from '../../engine/options.ts'
import type { Report } from '../../engine/report/report.ts'
import type { SourceObject } from '../../engine/source/file/source-object.ts'
import { verifyFile } from '../../engine/verify-file.ts'
import { startS3OnThread, type S3Fault, type S3OnThread } from '../../local/standins/s3-on-thread.ts'
import { upload } from '../../local/standins/upload.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { inProcess } from '../in-process.ts'
import { scratchOfFile } from '../scratch.ts'
import { localFile } from './local-file.ts'

const BUCKET = 'uploads'
const KEY = 'shop.db'
const scratch = scratchOfFile()

let s3: S3OnThread
let path: string

beforeAll(async () => {
  s3 = await startS3OnThread()
  await s3.client.send(new CreateBucketCommand({ Bucket: BUCKET }))
  // Enough for threads (pool.ts), with rows of many pages, ids in both forms and an AUTOINCREMENT that is past its rows.
  path = scratch.database(
    'shop.db',
    `CREATE TABLE customers (id INTEGER PRIMARY KEY AUTOINCREMENT, guid GUID, name TEXT NOT NULL, born DATE);
     CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers, total REAL, photo BLOB);
     CREATE INDEX by_customer ON orders (customer);
     CREATE VIEW totals AS SELECT customer, sum(id) AS ids FROM orders GROUP BY customer;
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
     INSERT INTO customers SELECT i, CAST(printf('%016d', i) AS BLOB), 'customer ' || i, date('1970-01-01', i || ' days') FROM n;
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120000)
     INSERT INTO orders SELECT i, 1 + i % 30000, i / 4.0, CASE WHEN i % 3000 = 0 THEN randomblob(70000) ELSE randomblob(40) END FROM n;
     UPDATE sqlite_sequence SET seq = 40000`,
  )
  await upload(s3.client, path, { bucket: BUCKET, key: KEY })
})

afterAll(() => s3[Symbol.asyncDispose]())

async function byPages(): Promise<SourceObject> {
  const environment = { ...process.env, ...s3.environment }
  const source = await s3Object({ client: s3.client, bucket: BUCKET, key: KEY, environment })
  return { ...source, obtain: (signal) => source.fetch!(signal) }
}

function migrateTo(target: TestDatabase, source: SourceObject, options: RawOptions = {}): Promise<Report> {
  return migrate({ source, target: () => Promise.resolve(target.settings), options: { schema: 's', ...options } })
}

const FAULTS: Record<string, S3Fault | null> = {
  'a service that works': null,
  'one that answers 503, cuts and is slow': { endsAfter: 40_000, slow: 1, times: 100 },
}

test.for(Object.entries(FAULTS))('a file is migrated by its pages alone, from %s', async ([, fault]) => {
  await using target = await createDatabase()
  await s3.fail(fault)
  const report = await migrateTo(target, await byPages())
  await s3.fail(null)
  expect(report.error).toBe(null)
  expect(report).toMatchObject({ outcome: 'published' })
  const { tables } = await verifyFile({
    source: await localFile(path),
    target: () => Promise.resolve(target.settings),
    options: { schema: 's' },
    sqlite: inProcess(),
  })
  expect(tables).toMatchObject([
    { table: 'customers', rows: { file: 30_000, target: 30_000 }, onlyIn: { file: 0, target: 0 } },
    { table: 'orders', rows: { file: 120_000, target: 120_000 }, onlyIn: { file: 0, target: 0 } },
  ])
  expect(await target.query('SELECT nextval(pg_get_serial_sequence($1, $2))', ['s.customers', 'id'])).toEqual([
    { nextval: '40001' },
  ])
})

test('verified by value as well', async () => {
  await using target = await createDatabase()
  const report = await migrateTo(target, await byPages(), { verify: 'full' })
  expect(report.error).toBe(null)
  expect(report).toMatchObject({ outcome: 'published' })
})

test('an object that is overwritten while it is read is published in no part', async () => {
  await using target = await createDatabase()
  const source = await byPages()
  const report = await migrateTo(target, {
    ...source,
    async obtain(signal) {
      const file = await source.obtain(signal)
      await s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body: 'another' }))
      return file
    },
  })
  expect(report.error).toMatchObject({ code: 'file-replaced', subject: { file: `s3://${BUCKET}/${KEY}` } })
  expect(await target.query("SELECT 1 FROM pg_namespace WHERE nspname = 's'")).toEqual([])
})
