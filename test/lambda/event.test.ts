import { describe, expect, test } from 'vitest'
import { parseBody, parseInvocation } from '../../lambda/intake/event.ts'
import { parseNotification } from '../../lambda/intake/s3-event.ts'

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
    expect(parseInvocation({ Records: [sqsRecord('{}'), sqsRecord('no JSON', 'm2')] })).toEqual({
      kind: 'queue',
      messages: [
        { id: 'm1', body: '{}', receiptHandle: 'handle', queueArn: 'arn:aws:sqs:eu-west-1:1:q', receives: 3 },
        { id: 'm2', body: 'no JSON', receiptHandle: 'handle', queueArn: 'arn:aws:sqs:eu-west-1:1:q', receives: 3 },
      ],
    })
  })

  test('by S3 itself carries the objects', () => {
    expect(parseInvocation({ Records: [s3Record({ key: 'a' })] })).toMatchObject({
      kind: 'direct',
      notification: { objects: [{ key: 'a', versionId: null }] },
    })
  })

  test('a body that is not JSON is refused by itself', () => {
    const invocation = parseInvocation({ Records: [sqsRecord('no JSON')] })
    expect(() => parseBody((invocation.kind === 'queue' && invocation.messages[0]) as never)).toThrow(
      expect.objectContaining({ code: 'event-invalid' }),
    )
  })
})
