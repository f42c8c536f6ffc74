import { describe, expect, test } from 'vitest'
import type { Report } from '../../engine/report/report.ts'
import { answerOf } from '../../lambda/intake/answer.ts'
import { deploy, type Deployment } from './deployment.ts'

const SHOP = "CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT); INSERT INTO book VALUES (1, 'Emma')"
const KEY = 'my shop/100%+ü.db'

type Event = Record<string, unknown>

/** Of S3's own event. */
function objectOf(event: Event): { key: string; eTag: string; sequencer: string } {
  return (event as { Records: [{ s3: { object: { key: string; eTag: string; sequencer: string } } }] }).Records[0].s3
    .object
}

const FORMS: [string, (event: Event) => Event][] = [
  ['S3', (event) => event],
  [
    'EventBridge',
    (event) => {
      const { eTag, sequencer } = objectOf(event)
      const object = { key: KEY, size: 1, etag: eTag, sequencer }
      return {
        version: '0',
        source: 'aws.s3',
        'detail-type': 'Object Created',
        detail: { version: '0', bucket: { name: 'uploads' }, object, reason: 'PutObject' },
      }
    },
  ],
  ['SNS', (event) => ({ Type: 'Notification', TopicArn: 'arn:aws:sns:us-east-1:1:t', Message: JSON.stringify(event) })],
  [
    'SNS, called by it',
    (event) => ({ Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(event) } }] }),
  ],
  ['a plain name', () => ({ bucket: 'uploads', key: KEY })],
]

async function rowsOf({ database }: Deployment): Promise<unknown> {
  return database.query('SELECT id::int, title FROM shop.book ORDER BY id')
}
const EMMA = [{ id: 1, title: 'Emma' }]

describe.each(FORMS)('an object that %s announces', (_, form) => {
  test('through the queue is migrated', async () => {
    await using deployment = await deploy()
    await deployment.queue.send(form(await deployment.put(KEY, SHOP)))
    expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true })
    expect(await rowsOf(deployment)).toEqual(EMMA)
  })

  test('by a call is migrated, and the report is the answer', async () => {
    await using deployment = await deploy()
    const result = await deployment.function.deliver(form(await deployment.put(KEY, SHOP)))
    const [report] = Object.values(await deployment.reports())
    expect(report).toMatchObject({ outcome: 'published', rows: 1 })
    expect(result).toEqual({ outcome: 'response', response: report })
  })

  test('is the same migration that S3 announced', async () => {
    await using deployment = await deploy()
    const event = await deployment.drop(KEY, SHOP)
    await deployment.queue.deliverNext()
    expect(await deployment.function.deliver(form(event))).toMatchObject({
      response: { outcome: 'already-published', rows: 1 },
    })
    expect(Object.keys(await deployment.reports())).toHaveLength(1)
  })
})

describe('an object without a sequencer', () => {
  const B = "CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT); INSERT INTO book VALUES (1, 'Kokoro')"
  const plain = { bucket: 'uploads', key: 'a.db' }

  test('is new when another content of its key was published since, each time', async () => {
    await using deployment = await deploy({ mode: 'truncate' })
    const ask = async () => {
      const { response } = (await deployment.function.deliver(plain)) as { response: Report }
      return [response.outcome, ((await rowsOf(deployment)) as [{ title: string }])[0].title]
    }
    await deployment.put('a.db', SHOP)
    expect(await ask()).toEqual(['published', 'Emma'])
    expect(await ask()).toEqual(['already-published', 'Emma'])
    for (let time = 0; time < 2; time++) {
      await deployment.drop('a.db', B)
      await deployment.queue.deliverNext()
      expect(await ask()).toEqual(['already-published', 'Kokoro'])
      await deployment.put('a.db', SHOP)
      expect(await ask()).toEqual(['published', 'Emma'])
      expect(await ask()).toEqual(['already-published', 'Emma'])
    }
  })

  test('that failed before is tried again under its name, and keeps its order', async () => {
    await using deployment = await deploy({ mode: 'truncate', before: ['SELECT 1 / (SELECT n FROM public.divisor)'] })
    const { database } = deployment
    await database.admin('CREATE TABLE public.divisor AS SELECT 0 AS n; GRANT SELECT ON public.divisor TO public')
    const older = await deployment.drop('a.db', SHOP)
    await deployment.queue.deliverNext()
    await database.admin('UPDATE public.divisor SET n = 1')
    expect(await deployment.function.deliver(plain)).toMatchObject({ response: { outcome: 'published' } })
    expect(await database.query('SELECT sequencer FROM litelift.migration')).toEqual([
      { sequencer: objectOf(older).sequencer },
    ])
  })
})

describe('a part of a job of S3 Batch Operations', () => {
  const job = (tasks: object[]) => ({
    invocationSchemaVersion: '1.0',
    invocationId: 'i',
    job: { id: 'j' },
    tasks: tasks.map((task, number) => ({
      taskId: `t${number}`,
      s3VersionId: null,
      s3BucketArn: 'arn:aws:s3:us-east-1:1:uploads',
      ...task,
    })),
  })

  test('puts its objects into the queue, from where they are migrated', async () => {
    await using deployment = await deploy()
    await deployment.put(KEY, SHOP)
    const s3Key = encodeURIComponent(KEY).replaceAll('%20', '+')
    expect(
      await deployment.function.deliver(job([{ s3Key }, { s3Key: '%E0%A4%A' }, { s3Key: 'x%EF%BF%BF' }])),
    ).toMatchObject({
      response: {
        invocationSchemaVersion: '1.0',
        invocationId: 'i',
        results: [
          { taskId: 't0', resultCode: 'Succeeded' },
          { taskId: 't1', resultCode: 'PermanentFailure', resultString: expect.stringContaining('%E0') as string },
          // SQS takes no U+FFFF but as an escape of JSON.
          { taskId: 't2', resultCode: 'Succeeded' },
        ],
      },
    })
    expect(await deployment.messages()).toEqual({ waiting: 2, away: 0 })
    expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true })
    expect(await rowsOf(deployment)).toEqual(EMMA)
  })

  test('is tried again by S3 where the queue cannot be reached', async () => {
    await using deployment = await deploy({}, { LITELIFT_QUEUE_URL: 'http://127.0.0.1:1/q', AWS_MAX_ATTEMPTS: '1' })
    const { function: target } = deployment
    expect(await target.deliver(job([{ s3Key: 'a' }]))).toMatchObject({
      response: { results: [{ resultCode: 'TemporaryFailure' }] },
    })
  })

  test('is an error where the function knows no queue', async () => {
    await using deployment = await deploy({}, () => Promise.resolve({ LITELIFT_QUEUE_URL: '' }))
    expect(await deployment.function.deliver(job([{ s3Key: 'a' }]))).toMatchObject({
      error: { code: 'option-invalid' },
    })
  })
})

describe('what nobody can read', () => {
  test.each(['hello', '{"hello":1}', '{"bucket":"uploads","key":7}'])(
    'goes from the queue to the dead letters at once: %s',
    async (body) => {
      await using deployment = await deploy()
      await deployment.queue.send(body)
      expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true })
      expect(await deployment.messages()).toEqual({ waiting: 0, away: 0 })
      expect(await deployment.deadLetters()).toMatchObject([{ body, reason: expect.any(String) as string }])
      expect(await deployment.log()).toContainEqual(
        expect.objectContaining({
          level: 'ERROR',
          body,
          failure: expect.objectContaining({ code: 'event-invalid' }) as unknown,
        }),
      )
      expect(await deployment.log()).toContainEqual(expect.objectContaining({ MessagesUnreadable: 1 }))
    },
  )

  test('is there, and in the log, with who sent it', async () => {
    await using deployment = await deploy()
    const sender = 'AROAEXAMPLEID:a-script'
    const record = {
      messageId: 'm',
      body: 'hello',
      receiptHandle: 'r',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:uploads',
      attributes: { ApproximateReceiveCount: '1', SenderId: sender },
    }
    expect(await deployment.function.deliver({ Records: [record] })).toMatchObject({
      response: { batchItemFailures: [] },
    })
    expect(await deployment.deadLetters()).toMatchObject([{ body: 'hello', sender }])
    expect(await deployment.log()).toContainEqual(expect.objectContaining({ level: 'ERROR', body: 'hello', sender }))
  })

  test('goes there by a call as well, whose answer says so', async () => {
    await using deployment = await deploy()
    expect(await deployment.function.deliver({ hello: 1 })).toMatchObject({
      outcome: 'response',
      response: { error: { code: 'event-invalid' } },
    })
    expect(await deployment.deadLetters()).toMatchObject([{ body: '{"hello":1}' }])
  })

  test('stays where it is when the dead letters cannot be reached', async () => {
    await using deployment = await deploy({}, { LITELIFT_DEAD_LETTERS_URL: '' })
    await deployment.queue.send('hello')
    expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: false })
    expect(await deployment.function.deliver({ hello: 1 })).toMatchObject({ error: { code: 'event-invalid' } })
  })
})

describe('an answer', () => {
  const report = (length: number) =>
    ({ id: 'i', outcome: 'published', rows: 1, error: null, notes: [{ message: 'x'.repeat(length) }] }) as never

  test('that Lambda would not pass on is short, and says where the report lies', () => {
    const location = 's3://reports/r.json'
    expect(answerOf([{ report: report(100), location }])).toHaveProperty('notes')
    const short = answerOf([{ report: report(6 * 2 ** 20), location }])
    expect(short).toMatchObject({ id: 'i', outcome: 'published', rows: 1, report: location })
    expect(short).not.toHaveProperty('notes')
  })

  test('of several objects has a list', () => {
    const ended = { report: report(1), location: null }
    expect(answerOf([ended, ended])).toMatchObject({ reports: [{ id: 'i' }, { id: 'i' }] })
    expect(answerOf([])).toBeNull()
  })
})
