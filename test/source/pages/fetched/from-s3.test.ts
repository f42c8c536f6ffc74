import { statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fetchPages } from '../../../../aws/s3/pages.ts'
import { startFetching, type Fetching } from '../../../../engine/source/pages/fetched/fetching.ts'
import type { PageFileSpec } from '../../../../engine/source/pages/page-file.ts'
import type { Scan } from '../../../../engine/source/pages/scan.ts'
import { cutShards } from '../../../../engine/source/pages/shards.ts'
import { bundle } from '../../../../infra/bundle.ts'
import { startS3OnThread, type S3Fault, type S3OnThread } from '../../../../local/standins/s3-on-thread.ts'
import { upload } from '../../../../local/standins/upload.ts'
import { opened } from '../../../loop/differences.ts'
import { scratchOfFile } from '../../../scratch.ts'
import { ourRows } from '../cells.ts'

const BUCKET = 'uploads'
const scratch = scratchOfFile()

let s3: S3OnThread
let path: string
/** How the file on the disk is read. */
let disk: PageFileSpec
let scan: Scan
let rows: string[]

beforeAll(async () => {
  s3 = await startS3OnThread()
  await s3.client.send(new CreateBucketCommand({ Bucket: BUCKET }))
  path = scratch.database(
    'orders.db',
    `CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT, photo BLOB);
     CREATE TABLE others (a);
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
     INSERT INTO orders SELECT i, printf('order %d of %.*c', i, 150 + i % 50, 'x'), CASE WHEN i % 5000 = 0 THEN zeroblob(90000) END FROM n;
     INSERT INTO others SELECT note FROM orders;`,
  )
  await opened(path, ({ pages, tables }) => {
    disk = pages
    scan = tables.find(({ name }) => name === 'orders')!.scan
    rows = [...ourRows(pages, scan)]
  })
})

afterAll(() => s3[Symbol.asyncDispose]())

async function fetched(key: string, signal?: AbortSignal): Promise<Fetching & { pages: PageFileSpec }> {
  await upload(s3.client, path, { bucket: BUCKET, key })
  const environment = { ...process.env, ...s3.environment }
  const fetching = await fetchPages(s3.client, { bucket: BUCKET, key }, { environment, ...(signal && { signal }) })
  return Object.assign(fetching, { pages: { ...disk, fetched: fetching.file } })
}

/** As one comparison: a difference of megabytes tells nobody anything. */
function isSame(pages: PageFileSpec): boolean {
  const read = ourRows(pages, scan)
  let count = 0
  for (const row of read) if (row !== rows[count++]) return false
  return count === rows.length
}

describe('rows arrive equal', () => {
  const faults: Record<string, S3Fault> = {
    'from a service that works': {},
    'from one that answers 503 for a while': { status: 503, times: 8 },
    'by connections that are cut': { endsAfter: 50_000, times: 60 },
    'by slow connections': { slow: 3 },
    'after a connection that brings nothing more': { endsAfter: 50_000, stalls: true, times: 1 },
  }
  test.for(Object.entries(faults))('%s', async ([name, fault]) => {
    await using file = await fetched(name)
    await s3.fail(fault)
    try {
      expect(isSame(file.pages)).toBe(true)
    } finally {
      await s3.fail(null)
    }
  })
})

test('a shard is what is fetched of its file', async () => {
  await using file = await fetched('shards')
  const size = statSync(path).size
  const cut = cutShards(file.pages, scan, size / 16)
  const bounds = file.fetched.bytes
  expect(cut.length).toBeGreaterThanOrEqual(8)
  const shard = cut[3]!
  const ofDisk = [...ourRows(disk, scan, shard)]
  await using again = await fetched('shards')
  expect([...ourRows(again.pages, scan, shard)]).toEqual(ofDisk)
  const { bytes, requests } = again.fetched
  expect(bytes).toBeLessThan(1.25 * (size / 16) + 512 * 1024)
  // What is told ahead comes in runs.
  expect(requests).toBeLessThan(bytes / 150_000)
  // Interior pages alone.
  expect(bounds).toBeLessThan(size / 4)
})

test('the thread of the bundle fetches as well', async () => {
  const directory = join(scratch.path, 'bundle')
  bundle({ architecture: 'x64', directory })
  const key = 'bundled'
  const etag = await upload(s3.client, path, { bucket: BUCKET, key })
  await using fetching = startFetching(pathToFileURL(join(directory, 'page-thread.mjs')), {
    bytes: statSync(path).size,
    object: { bucket: BUCKET, key, versionId: null, etag },
    environment: { ...process.env, ...s3.environment },
  })
  expect(isSame({ ...disk, fetched: fetching.file })).toBe(true)
})

describe('what cannot be read is named', () => {
  test('an object that is overwritten meanwhile', async () => {
    await using file = await fetched('replaced')
    const read = ourRows(file.pages, scan)
    expect(read.next().value).toBe(rows[0])
    await s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'replaced', Body: 'another' }))
    expect(() => [...read]).toThrow(expect.objectContaining({ code: 'file-replaced' }) as Error)
  })

  test('an object that is deleted meanwhile', async () => {
    await using file = await fetched('deleted')
    await s3.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'deleted' }))
    expect(() => [...ourRows(file.pages, scan)]).toThrow(expect.objectContaining({ code: 'file-missing' }) as Error)
  })

  test.for([
    [403, /does not let this role read the file/],
    [503, /cannot be read from S3 at the moment/],
  ] as const)('a service that goes on answering %i', async ([status, message]) => {
    await using file = await fetched(`status ${status}`)
    await s3.fail({ status })
    try {
      expect(() => [...ourRows(file.pages, scan)]).toThrow(
        expect.objectContaining({
          code: 'object-unavailable',
          message: expect.stringMatching(message) as unknown,
          subject: { file: `s3://${BUCKET}/status ${status}` },
        }) as Error,
      )
    } finally {
      await s3.fail(null)
    }
    // The next who asks tries anew.
    expect(isSame(file.pages)).toBe(true)
  })

  test('an object that ends before its header says', async () => {
    await using file = await fetched('short')
    const most = (disk.pageCount - 4) * disk.pageSize
    const short = { ...file.pages, fetched: { ...file.file, bytes: most } }
    const others = { table: 'others', root: 3, columns: scan.columns.slice(1, 2) }
    expect(() => [...ourRows(short, others)]).toThrow(expect.objectContaining({ code: 'file-truncated' }) as Error)
  })

  test('a migration that is stopped', async () => {
    const stop = new AbortController()
    await using file = await fetched('stopped', stop.signal)
    stop.abort()
    expect(() => [...ourRows(file.pages, scan)]).toThrow(
      expect.objectContaining({ code: 'migration-interrupted' }) as Error,
    )
  })
})
