import { GetObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../engine/report/report.ts'
import type { MigrationEventDetail } from '../../lambda/reports/migration-event.ts'
import type { Route } from '../../lambda/intake/routes.ts'
import { deploy, type Deployment } from './deployment.ts'

const SHOP = "CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT); INSERT INTO book VALUES (1, 'Emma')"

function listening(route: Partial<Route> = {}): Promise<Deployment> {
  return deploy(route, { LITELIFT_EVENT_BUS: 'pipelines' })
}

function told({ aws }: Deployment): { type: string; detail: MigrationEventDetail }[] {
  return aws.events.sent.map(({ DetailType, Detail }) => ({
    type: DetailType,
    detail: JSON.parse(Detail) as MigrationEventDetail,
  }))
}

async function onlyReport(deployment: Deployment): Promise<[string, Report]> {
  const all = Object.entries(await deployment.reports())
  expect(all).toHaveLength(1)
  return all[0]!
}

describe('an event tells', () => {
  test('of what was published: what, where, how much, and where the report lies', async () => {
    await using deployment = await listening()
    await deployment.drop('my shop/ü.db', SHOP)
    await deployment.queue.deliverNext()
    const [key, report] = await onlyReport(deployment)
    const { id, source, target, startedAt, seconds, notes } = report
    expect(deployment.aws.events.sent).toMatchObject([{ EventBusName: 'pipelines', Source: 'litelift' }])
    expect(told(deployment)).toEqual([
      {
        type: 'Migration Published',
        detail: {
          version: 1,
          id: `${id}.1.published`,
          migration: id,
          claim: '1',
          outcome: 'published',
          headline: expect.stringContaining('Done: 1 row of 1 table') as string,
          source: { ...source, bucket: 'uploads', key: 'my shop/ü.db' },
          target,
          mode: 'append',
          startedAt,
          seconds,
          rows: 1,
          rejects: 0,
          tables: 1,
          notes: notes.length,
          error: null,
          report: `s3://reports/${key}`,
          text: expect.stringContaining('Done: 1 row of 1 table') as string,
        },
      },
    ])
  })

  test('of what failed, and why, also for people', async () => {
    await using deployment = await listening()
    await deployment.drop('page.db', Buffer.from('<!doctype html><title>Sign in</title>'))
    await deployment.queue.deliverNext()
    const [{ type, detail }] = told(deployment) as [ReturnType<typeof told>[number]]
    expect({ type, ...detail }).toMatchObject({
      type: 'Migration Failed',
      outcome: 'failed',
      claim: '1',
      error: { code: 'file-not-sqlite', kind: 'file' },
    })
    const { error } = detail
    expect(detail.text.split('\n')).toEqual([
      'Failed: nothing was published, every table in PostgreSQL is as it was',
      'File: s3://uploads/page.db',
      expect.stringContaining('schema shop') as string,
      `Why: ${error!.message}`,
      `What to do: ${error!.hint} (file-not-sqlite)`,
      `Report: ${detail.report}`,
    ])
  })

  test('of what had no target', async () => {
    await using deployment = await listening({ prefix: 'shops/' })
    await deployment.drop('elsewhere/shop.db', SHOP)
    await deployment.queue.deliverNext()
    expect(told(deployment)).toMatchObject([
      { type: 'Migration Failed', detail: { claim: null, error: { code: 'route-missing' } } },
    ])
  })

  test('of what a newer version overtook', async () => {
    await using deployment = await listening({ mode: 'truncate' })
    const older = await deployment.put('shop.db', SHOP)
    await deployment.drop('shop.db', `${SHOP}; UPDATE book SET title = 'newer'`)
    await deployment.queue.deliverNext()
    await deployment.queue.send(older)
    await deployment.queue.deliverNext()
    expect(told(deployment)).toMatchObject([
      { type: 'Migration Published' },
      { type: 'Migration Skipped', detail: { outcome: 'superseded' } },
    ])
  })

  test('of rows that were left out', async () => {
    await using deployment = await listening({
      onReject: 'continue',
      tables: { t: { columns: { n: { type: 'integer' } } } },
    })
    await deployment.drop('t.db', "CREATE TABLE t (id INTEGER PRIMARY KEY, n); INSERT INTO t VALUES (1, 1), (2, 'two')")
    await deployment.queue.deliverNext()
    expect(told(deployment)).toMatchObject([
      { type: 'Migration Published', detail: { outcome: 'published-with-rejects', rows: 2, rejects: 1 } },
    ])
  })
})

test('whoever waits by a token is told each time, with it', async () => {
  await using deployment = await listening()
  await deployment.put('shop.db', SHOP)
  for (const token of ['first+/=', 'second']) {
    await deployment.queue.send({ bucket: 'uploads', key: 'shop.db', token })
    await deployment.queue.deliverNext()
  }
  expect(told(deployment)).toMatchObject([
    { type: 'Migration Published', detail: { outcome: 'published', token: 'first+/=' } },
    { type: 'Migration Published', detail: { outcome: 'published', token: 'second' } },
  ])
})

describe('nothing is told', () => {
  test('of an attempt that is tried again', async () => {
    await using deployment = await listening({ port: 1 })
    await deployment.drop('shop.db', SHOP)
    expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: false })
    expect(told(deployment)).toEqual([])
  })

  test('of a delivery that is repeated', async () => {
    await using deployment = await listening()
    const event = await deployment.drop('shop.db', SHOP)
    await deployment.queue.deliverNext()
    await deployment.queue.send(event)
    await deployment.queue.deliverNext()
    expect(told(deployment)).toHaveLength(1)
  })

  test('where nobody listens', async () => {
    await using deployment = await deploy()
    await deployment.drop('shop.db', SHOP)
    await deployment.queue.deliverNext()
    expect(told(deployment)).toEqual([])
  })
})

test('what could not be told is told by the next delivery, which migrates nothing', async () => {
  await using deployment = await listening()
  deployment.aws.events.refuse('ThrottlingException')
  const event = await deployment.drop('shop.db', SHOP)
  expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: false })
  expect(await deployment.log()).toContainEqual(
    expect.objectContaining({
      level: 'WARN',
      failure: expect.objectContaining({ code: 'event-bus-unavailable', kind: 'again' }) as unknown,
    }),
  )
  deployment.aws.events.refuse(null)
  await deployment.queue.send(event)
  expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true })
  expect(told(deployment)).toMatchObject([
    { type: 'Migration Published', detail: { outcome: 'published', rows: 1, claim: '1' } },
  ])
  expect(await deployment.database.query('SELECT count(*)::int FROM shop.book')).toEqual([{ count: 1 }])
})

test('who uploaded a version finds its report by it', async () => {
  await using deployment = await deploy()
  const event = await deployment.drop('shop.db', SHOP)
  await deployment.queue.deliverNext()
  const { eTag } = (event as { Records: [{ s3: { object: { eTag: string } } }] }).Records[0].s3.object
  const { Body } = await deployment.aws.s3.send(
    new GetObjectCommand({ Bucket: 'reports', Key: `reports/uploads/shop.db/by-version/${eTag}.json` }),
  )
  expect(JSON.parse(await Body!.transformToString())).toEqual((await onlyReport(deployment))[1])
})
