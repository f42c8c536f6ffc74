import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { s3Event } from '../../local/standins/s3-event.ts'
import { deploy, type Deployment } from '../lambda/deployment.ts'
import { scratchFolder } from '../scratch.ts'
import { serving } from './serving.ts'
import { litelift, type Run } from './run.ts'
import { SHOP } from './shop.ts'

const REPORTS = 's3://reports/reports/'

/** Runs it as somebody does who has the stack; what is uploaded is announced and delivered until it ended, as the stack does. */
async function submit(deployment: Deployment, args: string[], meanwhile = announce): Promise<Run> {
  return await litelift(['submit', ...args], {
    env: deployment.aws.environment,
    during: async ({ said }) => {
      if (!args.includes('--wait')) return
      await said('Waiting for')
      await meanwhile(deployment)
    },
  })
}

let announced = 0
async function announce({ aws, queue }: Deployment, key = 'in/shop.sqlite'): Promise<void> {
  const { ETag } = await aws.s3.send(new HeadObjectCommand({ Bucket: 'uploads', Key: key }))
  await queue.send(s3Event({ bucket: 'uploads', key, etag: ETag!.replaceAll('"', ''), sequencer: `0${++announced}` }))
  await queue.deliverNext()
}

describe('submit --wait', () => {
  test('uploads, and ends with the report and the exit code of the migration', async () => {
    await using deployment = await deploy()
    using folder = scratchFolder()
    const file = folder.database('shop.sqlite', SHOP)
    const args = [file, '--bucket', 'uploads', '--key', 'in/', '--wait', '--reports', REPORTS]
    const run = await submit(deployment, args)
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('Done: 5 rows') as string })
    // The same content once more is an upload of its own.
    const again = await submit(deployment, [...args, '--json'])
    expect(JSON.parse(again.stdout)).toMatchObject({
      outcome: 'published',
      source: { uri: 's3://uploads/in/shop.sqlite' },
    })
    const reports = Object.values(await deployment.reports())
    expect(reports).toHaveLength(2)
    expect(reports).toContainEqual(JSON.parse(again.stdout))
  })

  test('says why an attempt failed, and goes on waiting for one that ends', async () => {
    await using deployment = await deploy()
    using folder = scratchFolder()
    const file = folder.database('shop.sqlite', SHOP)
    const { user, database } = deployment.database.settings
    await deployment.database.admin(`ALTER ROLE ${user} CONNECTION LIMIT 0`)
    const run = await litelift(
      ['submit', file, '--bucket', 'uploads', '--key', 'in/', '--wait', '--reports', REPORTS],
      {
        env: deployment.aws.environment,
        during: async ({ said }) => {
          await said('Waiting for')
          await announce(deployment)
          await said('An attempt failed, and is tried again: ')
          await deployment.database.admin(`ALTER ROLE ${user} CONNECTION LIMIT -1`)
          // As it would come again.
          await announce(deployment)
        },
      },
    )
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining(database) as string })
  })

  test('a file that is refused is its exit code, and its error', async () => {
    await using deployment = await deploy()
    using folder = scratchFolder()
    const file = folder.database('shop.sqlite', 'CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (7)')
    await deployment.database.query('CREATE SCHEMA shop; CREATE TABLE shop.t (n boolean)')
    const run = await submit(deployment, [
      file,
      '--bucket',
      'uploads',
      '--key',
      'in/shop.sqlite',
      '--wait',
      '--reports',
      REPORTS,
    ])
    expect(run).toMatchObject({ code: 1, stdout: '' })
    expect(run.stderr).toMatch(/^litelift: /m)
  })

  test('options travel with the object, and what the route does not allow is said', async () => {
    await using deployment = await deploy({ overrides: ['schema'] })
    using folder = scratchFolder()
    const file = folder.database('shop.sqlite', SHOP)
    const options = ['--schema', 'trial', '--mode', 'replace', '--exclude', 'b*', '--exclude', 'c']
    const run = await submit(deployment, [
      file,
      '--bucket',
      'uploads',
      '--key',
      'in/',
      '--wait',
      '--reports',
      REPORTS,
      ...options,
    ])
    expect(run.stdout).toContain('schema trial')
    expect(run.stderr).toContain('The route does not let an object set mode: it was append.')
    const { Metadata } = await deployment.aws.s3.send(
      new HeadObjectCommand({ Bucket: 'uploads', Key: 'in/shop.sqlite' }),
    )
    expect(Metadata).toEqual({ 'litelift-schema': 'trial', 'litelift-mode': 'replace', 'litelift-exclude': 'b*,c' })
  })

  test('ends when its time is over, and says so', async () => {
    await using deployment = await deploy()
    using folder = scratchFolder()
    const file = folder.database('shop.sqlite', SHOP)
    const args = [file, '--bucket', 'uploads', '--wait', '--reports', REPORTS, '--timeout', '0.01', '--json']
    const run = await submit(deployment, args, async () => undefined)
    expect(JSON.parse(run.stdout)).toMatchObject({ error: { code: 'report-missing' } })
    expect(run.code).toBe(1)
  })

  test('Ctrl-C ends the waiting', async () => {
    await using deployment = await deploy()
    using folder = scratchFolder()
    const file = folder.database('shop.sqlite', SHOP)
    const run = await litelift(['submit', file, '--bucket', 'uploads', '--wait', '--reports', REPORTS, '--json'], {
      env: deployment.aws.environment,
      during: async ({ said, kill }) => {
        await said('Waiting for')
        kill('SIGINT')
      },
    })
    expect(JSON.parse(run.stdout)).toMatchObject({ error: { code: 'migration-interrupted' } })
  })
})

test('submit without --wait names the version and where the report will be', async () => {
  await using deployment = await deploy()
  using folder = scratchFolder()
  // Of several parts.
  const file = folder.database('large.sqlite', 'CREATE TABLE t (b); INSERT INTO t VALUES (zeroblob(20000000))')
  const run = await submit(deployment, [file, '--bucket', 'uploads', '--json', '--reports', REPORTS])
  const { ContentLength, ETag } = await deployment.aws.s3.send(
    new GetObjectCommand({ Bucket: 'uploads', Key: 'large.sqlite' }),
  )
  expect(ContentLength).toBeGreaterThan(20_000_000)
  const version = ETag!.replaceAll('"', '')
  expect(JSON.parse(run.stdout)).toEqual({
    format: 1,
    uri: 's3://uploads/large.sqlite',
    version,
    report: `s3://reports/reports/uploads/large.sqlite/by-version/${version}.json`,
  })
})

test('submit takes a file of the web, under the name that it has there; standard input needs one', async () => {
  await using deployment = await deploy()
  using folder = scratchFolder()
  const content = readFileSync(folder.database('shop.sqlite', SHOP))
  await using server = await serving((_, response) => response.end(content))
  const run = await submit(deployment, [
    `${server.url}/a/shop.sqlite?secret`,
    '--bucket',
    'uploads',
    '--key',
    'in/',
    '--json',
  ])
  expect(JSON.parse(run.stdout)).toMatchObject({ uri: 's3://uploads/in/shop.sqlite' })
  const { ContentLength } = await deployment.aws.s3.send(
    new HeadObjectCommand({ Bucket: 'uploads', Key: 'in/shop.sqlite' }),
  )
  expect(ContentLength).toBe(content.length)
  expect(await submit(deployment, ['-', '--bucket', 'uploads', '--key', 'in/'])).toMatchObject({ code: 2 })
})

test('submit --existing puts what is there into the queue, once for each object', async () => {
  await using deployment = await deploy()
  const keys = Array.from({ length: 23 }, (_, number) => `in/${number} +ü.db`)
  for (const key of keys) await deployment.put(key, 'CREATE TABLE t (n)')
  await deployment.put('elsewhere.db', 'CREATE TABLE t (n)')
  const run = await submit(deployment, ['--existing', 's3://uploads/in/', '--queue', deployment.queueUrl])
  expect(run).toMatchObject({ code: 0, stdout: '23 of s3://uploads/in/ are in the queue\n' })
  expect(await deployment.messages()).toEqual({ waiting: 23, away: 0 })
  expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true })
  expect(Object.values(await deployment.reports())).toMatchObject([{ outcome: 'published' }])
})

describe('submit refuses', () => {
  test.each<[string[], string]>([
    [['FILE'], 'needs a file and --bucket'],
    [['--bucket', 'uploads'], 'needs a file and --bucket'],
    [['FILE', '--bucket', 'uploads', '--wait'], '--wait needs --reports'],
    [['FILE', '--bucket', 'uploads', '--wait', '--reports', 'reports'], '--reports must name a bucket'],
    [['FILE', '--bucket', 'uploads', '--timeout', 'soon'], '--timeout is a number'],
    [['FILE', '--bucket', 'uploads', '--schema', 'größe'], 'printable ASCII'],
    [['FILE', '--bucket', 'uploads', '--include', 'a,b'], 'holds a comma'],
    [['FILE', '--existing', 's3://uploads'], 'no file'],
    [['--existing', 's3://uploads'], '--existing needs --queue'],
    [['--existing', 'uploads', '--queue', 'http://q'], '--existing must name a bucket'],
  ])('%j', async (args, message) => {
    using folder = scratchFolder()
    const file = folder.database('shop.sqlite', SHOP)
    const run = await litelift(['submit', ...args.map((one) => (one === 'FILE' ? file : one))])
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain(message)
  })

  test.each<[string[], string, number]>([
    [['FILE', '--bucket', 'nowhere'], 'There is no bucket nowhere', 2],
    [['FILE', '--bucket', 's3://uploads'], 'There is no bucket s3://uploads', 2],
    [['missing.sqlite', '--bucket', 'uploads'], 'nothing is at that path', 2],
    [['--existing', 's3://uploads/', '--queue', 'http://127.0.0.1:1/q'], 'The queue takes no messages', 1],
    [['--existing', 's3://nowhere/', '--queue', 'http://127.0.0.1:1/q'], 'There is no bucket nowhere', 2],
  ])('%j in words', async (args, message, code) => {
    await using deployment = await deploy()
    await deployment.put('a.db', SHOP)
    using folder = scratchFolder()
    const file = folder.database('shop.sqlite', SHOP)
    const run = await submit(
      deployment,
      args.map((one) => (one === 'FILE' ? file : one)),
    )
    expect(run.stderr).toContain(message)
    expect(run).toMatchObject({ code, stdout: '' })
  })

  test('a queue that is away, which can be tried again', async () => {
    await using deployment = await deploy()
    await deployment.put('a.db', SHOP)
    const run = await submit(deployment, ['--existing', 's3://uploads/', '--queue', 'http://127.0.0.1:1/q', '--json'])
    expect(JSON.parse(run.stdout)).toMatchObject({ error: { code: 'queue-unavailable', kind: 'again' } })
  })
})
