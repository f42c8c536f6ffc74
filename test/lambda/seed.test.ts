import { setTimeout as sleep } from 'node:timers/promises'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import type { Mode } from '../../engine/options/modes.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import type { Report } from '../../engine/report/report.ts'
import { deploy, type Deployment } from './deployment.ts'

const SCHEMA = 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT)'
const EMMA = `${SCHEMA}; INSERT INTO book VALUES (1, 'Emma')`
const KOKORO = `${SCHEMA}; INSERT INTO book VALUES (1, 'Kokoro')`

/** As the construct seeds: an asset whose key and digest are its content's. */
function seeding(deployment: Deployment) {
  let requests = 0
  return {
    /** Puts the content where assets lie, and sends what a deployment sends. Gives the answer that the deployment finds, and the titles then. */
    seed: async (digest: string, content: string | Uint8Array | null, more: Record<string, unknown> = {}) => {
      const key = `${digest}.sqlite`
      if (content !== null) await deployment.put(key, content)
      const request = `request-${requests++}`
      await deployment.queue.send({ bucket: 'uploads', key, seed: 'shop/base', digest, request, ...more })
      const { deleted } = (await deployment.queue.deliverNext())!
      return { deleted, report: await answer(deployment, key, request), titles: await titles(deployment) }
    },
  }
}

async function answer({ aws }: Deployment, key: string, request: string): Promise<Report> {
  const Key = `reports/uploads/${key}/by-request/${request}.json`
  const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: 'reports', Key }))
  return JSON.parse(await Body!.transformToString()) as Report
}

async function titles({ database }: Deployment): Promise<string[]> {
  const [table] = await database.query<{ known: boolean }>("SELECT to_regclass('shop.book') IS NOT NULL AS known")
  if (!table!.known) return []
  return (await database.query<{ title: string }>('SELECT title FROM shop.book')).map(({ title }) => title)
}

const toShop = (mode: Mode) => deploy({ prefix: 'shop/', mode })

describe('a seed', () => {
  test('takes the route of its name, whatever its key is, and is named by it', async () => {
    await using deployment = await toShop('append')
    const { report, titles } = await seeding(deployment).seed('a', EMMA)
    expect(report).toMatchObject({ outcome: 'published', source: { uri: 'seed:shop/base', version: 'a' } })
    expect(titles).toEqual(['Emma'])
    expect(Object.values(await deployment.reports()).filter(({ id }) => id === report.id)).not.toEqual([])
  })

  test.each<Mode>(['append', 'truncate'])(
    'that did not change is answered from the ledger, wherever it lies now: %s',
    async (mode) => {
      await using deployment = await toShop(mode)
      const { seed } = seeding(deployment)
      expect(await seed('a', EMMA)).toMatchObject({ report: { outcome: 'published' } })
      // Its object may be gone by then.
      await deployment.remove('a.sqlite')
      expect(await seed('a', null)).toMatchObject({
        deleted: true,
        report: { outcome: 'already-published', rows: 1 },
        titles: ['Emma'],
      })
    },
  )

  test('without a digest is told apart by its ETag', async () => {
    await using deployment = await toShop('truncate')
    const { seed } = seeding(deployment)
    expect(await seed('a', EMMA, { digest: null })).toMatchObject({ report: { outcome: 'published' } })
    expect(await seed('b', EMMA, { digest: null })).toMatchObject({ report: { outcome: 'already-published' } })
    expect(await seed('b', KOKORO, { digest: null })).toMatchObject({ report: { outcome: 'published' } })
    expect(await seed('a', EMMA, { digest: null })).toMatchObject({
      report: { outcome: 'published' },
      titles: ['Emma'],
    })
  })

  test('whose change failed is rolled back to what is there', async () => {
    await using deployment = await toShop('truncate')
    const { seed } = seeding(deployment)
    await seed('a', EMMA)
    expect(await seed('b', Buffer.from('<!doctype html><title>Sign in</title>'))).toMatchObject({
      deleted: true,
      report: { outcome: 'failed', error: { code: 'file-not-sqlite' } },
    })
    expect(await seed('a', null)).toMatchObject({ report: { outcome: 'already-published' }, titles: ['Emma'] })
  })

  test.each<[Mode, string, string]>([
    ['append', 'superseded', 'Emma'],
    ['upsert', 'superseded', 'Kokoro'],
    ['truncate', 'published', 'Emma'],
    ['mirror', 'published', 'Emma'],
    ['replace', 'published', 'Emma'],
  ])('whose change was published is rolled back as its mode can: %s is %s', async (mode, outcome, title) => {
    await using deployment = await toShop(mode)
    const { seed } = seeding(deployment)
    await seed('a', EMMA)
    const changed = await seed('b', KOKORO)
    expect(changed).toMatchObject({ report: { outcome: 'published' } })
    for (const expected of [outcome, outcome === 'published' ? 'already-published' : outcome]) {
      expect(await seed('a', EMMA)).toMatchObject({ deleted: true, report: { outcome: expected }, titles: [title] })
    }
    // And forth again.
    expect(await seed('b', KOKORO)).toMatchObject({
      report: { outcome: outcome === 'published' ? 'published' : 'already-published' },
      titles: changed.titles,
    })
  })

  test('that was never published is no rollback, also when others came since', async () => {
    await using deployment = await deploy({
      prefix: 'shop/',
      mode: 'upsert',
      before: ['SELECT 1 / (SELECT n FROM public.divisor)'],
    })
    const { database } = deployment
    await database.admin('CREATE TABLE public.divisor AS SELECT 0 AS n; GRANT SELECT ON public.divisor TO public')
    const { seed } = seeding(deployment)
    expect(await seed('a', EMMA)).toMatchObject({ report: { outcome: 'failed' } })
    await database.admin('UPDATE public.divisor SET n = 1')
    expect(await seed('b', KOKORO)).toMatchObject({ report: { outcome: 'published' } })
    expect(await seed('a', EMMA)).toMatchObject({ report: { outcome: 'published' }, titles: ['Emma'] })
  })

  test('fills the placeholders of its route by its name, and what its object says', async () => {
    await using deployment = await deploy({
      prefix: '{tenant}/',
      schema: 't_{tenant}',
      addColumns: { of: '{stem}', at: '{lastModified}' },
    })
    const { report } = await seeding(deployment).seed('a', EMMA)
    expect(report).toMatchObject({ outcome: 'published', target: { schema: 't_shop' } })
    expect(await deployment.database.query('SELECT title, "of", at IS NULL AS unknown FROM t_shop.book')).toEqual([
      { title: 'Emma', of: 'base', unknown: false },
    ])
  })

  test('without a route is a failure that says so', async () => {
    await using deployment = await deploy({ prefix: 'elsewhere/' })
    expect(await seeding(deployment).seed('a', EMMA)).toMatchObject({
      report: { outcome: 'failed', source: { uri: 'seed:shop/base' }, error: { code: 'route-missing' } },
    })
  })
})

describe('a request', () => {
  test('is answered after each attempt, those that are tried again included', async () => {
    await using deployment = await deploy({ prefix: 'shop/', port: 1 })
    expect(await seeding(deployment).seed('a', EMMA)).toMatchObject({
      deleted: false,
      report: { outcome: 'failed-retryable', error: { code: 'target-unreachable' } },
    })
  })

  test('may be one for any object', async () => {
    await using deployment = await deploy()
    await deployment.put('a.db', EMMA)
    await deployment.queue.send({ bucket: 'uploads', key: 'a.db', request: 'mine' })
    await deployment.queue.deliverNext()
    expect(await answer(deployment, 'a.db', 'mine')).toMatchObject({
      outcome: 'published',
      source: { uri: 's3://uploads/a.db' },
    })
  })

  test('that is over publishes nothing, but what was published is told', async () => {
    await using deployment = await toShop('truncate')
    const { seed } = seeding(deployment)
    const over = { until: new Date(Date.now() - 1000).toISOString() }
    expect(await seed('a', EMMA, over)).toMatchObject({
      deleted: true,
      report: { outcome: 'failed', error: { code: 'request-expired' } },
      titles: [],
    })
    expect(await seed('a', EMMA)).toMatchObject({ report: { outcome: 'published' } })
    expect(await seed('a', EMMA, over)).toMatchObject({ report: { outcome: 'already-published' } })
  })

  test('that is over while its file is staged publishes nothing', async () => {
    await using deployment = await toShop('truncate')
    const { seed } = seeding(deployment)
    await seed('a', EMMA)
    // Staging waits for its first checkpoint until the time is over.
    await using holder = await connect(deployment.database.settings, 'somebody at the ledger')
    await holder.client.query('BEGIN; LOCK TABLE litelift.checkpoint IN SHARE MODE')
    const until = Date.now() + 3000
    const asking = seed('b', KOKORO, { until: new Date(until).toISOString() })
    await sleep(until - Date.now() + 100)
    await holder.client.query('COMMIT')
    expect(await asking).toMatchObject({
      deleted: true,
      report: { outcome: 'failed', error: { code: 'request-expired' } },
      titles: ['Emma'],
    })
    expect((await deployment.log()).filter(({ phase }) => phase === 'stage')).toHaveLength(2)
  })

  test.each([
    { digest: 'a' },
    { request: '../elsewhere' },
    { seed: 'shop/base', digest: 'a/b' },
    { until: 'tomorrow' },
  ])('has to be readable: %j', async (asked) => {
    await using deployment = await deploy()
    expect(await deployment.function.deliver({ bucket: 'uploads', key: 'a.db', ...asked })).toMatchObject({
      response: { error: { code: 'event-invalid' } },
    })
  })
})
