import { statSync } from 'node:fs'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { fetchPages } from '../../aws/s3/pages.ts'
import { s3Object } from '../../aws/s3/object.ts'
import { planMigration } from '../../engine/tasks/plan-migration.ts'
import { stageMigrationShard } from '../../engine/tasks/stage-migration-shard.ts'
import type { TaskRequest } from '../../engine/tasks/task.ts'
import { startS3OnThread } from '../../local/standins/s3-on-thread.ts'
import { upload } from '../../local/standins/upload.ts'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { begin, finish, requestFor } from './execution.ts'

const FILE = `
  CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER, body TEXT);
  CREATE INDEX by_author ON book (author);
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)
  INSERT INTO book SELECT i, i % 100, hex(randomblob(150 + i % 100)) FROM n`

test('tasks that read by pages fetch what their shards need, and publish the file', async () => {
  using folder = scratchFolder()
  const path = folder.database('book.db', FILE)
  const size = statSync(path).size
  await using target = await createDatabase()
  await using s3 = await startS3OnThread()
  const name = { bucket: 'uploads', key: 'book.db' }
  await s3.client.send(new CreateBucketCommand({ Bucket: name.bucket }))
  await upload(s3.client, path, name)
  const environment = { ...process.env, ...s3.environment }
  /** Bytes of each time that the object was opened. */
  const fetched: number[] = []
  const request: TaskRequest = {
    ...(await requestFor(target, path)),
    source: {
      ...(await s3Object({ client: s3.client, ...name })),
      async obtain(signal) {
        const fetching = await fetchPages(s3.client, name, { signal, environment })
        return {
          file: fetching.file,
          async [Symbol.asyncDispose]() {
            fetched.push(fetching.fetched.bytes)
            await fetching[Symbol.asyncDispose]()
          },
        }
      },
    },
  }
  const claimed = await begin(request)
  const { shards } = await planMigration(request, claimed, { shardBytes: size / 8 })
  expect(shards.length).toBeGreaterThanOrEqual(8)
  const before = fetched.length
  for (const shard of shards)
    expect(await stageMigrationShard(request, { ...claimed, shard })).toMatchObject({ done: true })
  expect(fetched.length - before).toBe(shards.length)
  for (const bytes of fetched.slice(before)) expect(bytes).toBeLessThan(size / 8 + 512 * 1024)
  const report = await finish(request, claimed)
  expect(report).toMatchObject({ outcome: 'published', source: { bytes: size } })
  expect(await target.query('SELECT count(*)::int AS rows, sum(author)::int AS authors FROM s.book')).toEqual([
    { rows: 40_000, authors: 1_980_000 },
  ])
})
