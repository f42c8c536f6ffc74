import { describe, expect, test } from 'vitest'
import { parseInvocation } from '../../lambda/intake/event.ts'
import { parseMessage, parseNotification } from '../../lambda/intake/parse-notification.ts'

const TEST_EVENT = {
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: '2026-11-01T00:00:00.000Z',
  Bucket: 'uploads',
  RequestId: 'R',
  HostId: 'H',
}

function s3Record(object: Record<string, unknown>, eventName = 'ObjectCreated:Put'): Record<string, unknown> {
  return { eventSource: 'aws:s3', eventName, s3: { bucket: { name: 'uploads' }, object } }
}

function sqsRecord(body: string, id = 'm1'): Record<string, unknown> {
  return {
    eventSource: 'aws:sqs',
    messageId: id,
    receiptHandle: 'handle',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:1:q',
    attributes: { ApproximateReceiveCount: '3' },
    body,
  }
}

describe('an S3 event', () => {
  test('names bucket, key, version, ETag, size and sequencer', () => {
    const object = { key: 'a/b.db', size: 4096, eTag: 'e1', versionId: 'v1', sequencer: '0055AED6DCD90281E5' }
    expect(parseNotification({ Records: [s3Record(object)] }).objects).toEqual([
      { bucket: 'uploads', key: 'a/b.db', versionId: 'v1', etag: 'e1', bytes: 4096, sequencer: '0055AED6DCD90281E5' },
    ])
  })

  test.each([
    ['my+shop.db', 'my shop.db'],
    ['a%2Bb.db', 'a+b.db'],
    ['100%25.db', '100%.db'],
    ['b%C3%BCcher%2F%F0%9F%93%9A.db', 'bücher/📚.db'],
    ['a%26b%3Dc%3F.db', 'a&b=c?.db'],
  ])('decodes the key %s', (encoded, key) => {
    expect(parseNotification({ Records: [s3Record({ key: encoded })] }).objects[0]?.key).toBe(key)
  })

  test('holds several records', () => {
    const records = [s3Record({ key: 'a' }), s3Record({ key: 'b' }, 'ObjectCreated:CompleteMultipartUpload')]
    expect(parseNotification({ Records: records }).objects.map((object) => object.key)).toEqual(['a', 'b'])
  })

  test('of a service that speaks as S3 does may say s3:, and null or nothing for what there is none of', () => {
    const object = { key: 'a', size: null, eTag: '""', versionId: null, sequencer: '' }
    expect(parseNotification({ Records: [s3Record(object, 's3:ObjectCreated:Put')] }).objects).toEqual([
      { bucket: 'uploads', key: 'a', versionId: null, etag: null, bytes: null, sequencer: null },
    ])
  })

  test.each([
    ['a deletion', { Records: [s3Record({ key: 'a' }, 'ObjectRemoved:Delete')] }],
    ['a folder of the console', { Records: [s3Record({ key: 'folder/', size: 0 })] }],
    ['the test event', TEST_EVENT],
  ])('%s announces no file', (_, event) => {
    const { objects, ignored } = parseNotification(event)
    expect(objects).toEqual([])
    expect(ignored).toHaveLength(1)
  })

  test.each([
    ['nothing', null],
    ['another service', { Records: [{ eventSource: 'aws:sns' }] }],
    ['a malformed key', { Records: [s3Record({ key: '%E0%A4%A' })] }],
    ['no records', { Records: [] }],
  ])('%s is refused', (_, event) => {
    expect(() => parseNotification(event)).toThrow(expect.objectContaining({ code: 'event-invalid' }))
  })
})

describe('an invocation', () => {
  test('by a queue carries the messages, bodies unread', () => {
    const queued = { receiptHandle: 'handle', queueArn: 'arn:aws:sqs:eu-west-1:1:q', receives: 3, sender: null }
    expect(parseInvocation({ Records: [sqsRecord('{}'), sqsRecord('no JSON', 'm2')] })).toEqual({
      kind: 'queue',
      messages: [
        { id: 'm1', body: '{}', ...queued },
        { id: 'm2', body: 'no JSON', ...queued },
      ],
    })
  })

  test.each([
    ['1.0', { s3BucketArn: 'arn:aws:s3:us-east-1:0123456788:uploads' }],
    ['2.0', { s3Bucket: 'uploads' }],
  ])('by S3 Batch Operations, version %s, carries its tasks', (invocationSchemaVersion, bucket) => {
    const task = { taskId: 't', s3Key: 'a+b', s3VersionId: null, ...bucket }
    const job = { invocationSchemaVersion, invocationId: 'i', job: { id: 'j' }, tasks: [task] }
    expect(parseInvocation(job)).toMatchObject({ kind: 'batch-job', job: { tasks: [task] } })
  })

  test('by anything else is the event itself', () => {
    const event = { Records: [s3Record({ key: 'a' })] }
    expect(parseInvocation(event)).toEqual({ kind: 'direct', event })
  })
})

const BRIDGED = {
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  detail: {
    version: '0',
    bucket: { name: 'uploads' },
    object: { key: 'my shop/100%+ü.db', size: 5, etag: 'e1', 'version-id': 'v1', sequencer: '00A' },
    reason: 'PutObject',
  },
}
const ANNOUNCED = {
  bucket: 'uploads',
  key: 'my shop/100%+ü.db',
  versionId: 'v1',
  etag: 'e1',
  bytes: 5,
  sequencer: '00A',
}

describe('an event of EventBridge', () => {
  test('names the same, the key as it is', () => {
    expect(parseNotification(BRIDGED)).toEqual({ objects: [ANNOUNCED], ignored: [] })
  })

  test.each([
    ['of a deletion', { ...BRIDGED, 'detail-type': 'Object Deleted' }],
    [
      'of a folder',
      { ...BRIDGED, detail: { ...BRIDGED.detail, object: { key: 'folder/', size: 0, etag: 'e', sequencer: '1' } } },
    ],
  ])('%s announces no file', (_, event) => {
    expect(parseNotification(event)).toMatchObject({ objects: [], ignored: [{}] })
  })

  test('without an object is refused', () => {
    expect(() => parseNotification({ ...BRIDGED, detail: {} })).toThrow(
      expect.objectContaining({ code: 'event-invalid', message: expect.stringContaining('detail.bucket') as string }),
    )
  })
})

describe('an envelope of SNS', () => {
  const inside = JSON.stringify({ Records: [s3Record({ key: 'a+b' })] })

  test('in a queue is opened', () => {
    const envelope = { Type: 'Notification', MessageId: 'm', TopicArn: 'arn:aws:sns:eu-west-1:1:t', Message: inside }
    expect(parseMessage(JSON.stringify(envelope)).objects).toMatchObject([{ key: 'a b' }])
  })

  test('around several messages, and an event of EventBridge, is opened', () => {
    const Records = [inside, JSON.stringify(BRIDGED)].map((Message) => ({ EventSource: 'aws:sns', Sns: { Message } }))
    expect(parseNotification({ Records }).objects).toMatchObject([{ key: 'a b' }, ANNOUNCED])
  })

  test.each([['no JSON'], ['{"Type":"Notification","TopicArn":"t","Message":"hello"}'], ['"text"'], ['[]']])(
    'around %s is refused',
    (Message) => {
      expect(() => parseNotification({ Type: 'Notification', TopicArn: 't', Message })).toThrow(
        expect.objectContaining({ code: 'event-invalid' }),
      )
    },
  )
})

describe('a plain event', () => {
  test('names bucket and key as they are', () => {
    expect(parseNotification({ bucket: 'uploads', key: 'a+b%20c.db' }).objects).toEqual([
      { bucket: 'uploads', key: 'a+b%20c.db', versionId: null, etag: null, bytes: null, sequencer: null },
    ])
  })

  test('may name the version', () => {
    expect(parseNotification({ bucket: 'uploads', key: 'a', versionId: 'v', etag: '"e"' }).objects).toMatchObject([
      { versionId: 'v', etag: 'e' },
    ])
  })

  test.each([
    [{ bucket: 'uploads', key: 'a', version: 'v' }, 'version'],
    [{ bucket: 'uploads', key: '' }, 'key'],
    [{ bucket: 7, key: 'a' }, 'bucket'],
    [{ bucket: 'arn:aws:s3:::uploads', key: 'a' }, 'bucket: is no name of a bucket; its ARN is none either'],
    [{ bucket: 'up/loads', key: 'a' }, 'bucket: is no name'],
    [{ bucket: 'uploads', key: '\ud800' }, 'key: has U+0000 or half a character'],
    [{ bucket: 'uploads', key: 'a', seed: 'a\0b', digest: 'd' }, 'seed: has U+0000'],
    [{ bucket: 'uploads', key: 'a', until: 'tomorrow' }, 'until: Invalid ISO datetime'],
    [{ bucket: 'uploads', key: 'a', until: '5' }, 'until: Invalid ISO datetime'],
  ])('%j is refused, and says why', (event, field) => {
    expect(() => parseNotification(event)).toThrow(
      expect.objectContaining({ code: 'event-invalid', message: expect.stringContaining(field) as string }),
    )
  })
})
