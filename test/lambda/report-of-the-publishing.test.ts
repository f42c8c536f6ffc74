import { PutObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import type { Report } from '../../engine/report/report.ts'
import { deploy } from './deployment.ts'

const FILE = 'CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1), (2)'

test.for<[string, (report: Report) => string]>([
  ['says that it failed', (report) => JSON.stringify({ ...report, outcome: 'failed', tables: [] })],
  ['is no report at all', () => 'not even JSON'],
])('a redelivery makes the report of the publishing again where the one that is there %s', async ([, other]) => {
  await using deployment = await deploy()
  const event = await deployment.drop('f.sqlite', FILE)
  await deployment.queue.deliverNext()
  const [[place, report]] = Object.entries(await deployment.reports()) as [[string, Report]]
  await deployment.aws.s3.send(new PutObjectCommand({ Bucket: 'reports', Key: place, Body: other(report) }))

  await deployment.queue.send(event)
  expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true })
  const { id, rows, tables } = report
  expect(Object.values(await deployment.reports())).toMatchObject([{ id, rows, tables, outcome: 'published' }])
})
