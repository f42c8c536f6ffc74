import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Message } from '../../lambda/intake/event.ts'
import { shortenVisibility } from '../../lambda/intake/visibility.ts'
import { logger } from '../../lambda/logger.ts'

/** Takes the place of SQS on the wire: writes down what it is asked, and answers as told. */
const asked: unknown[] = []
let answer = 200
const sqs = createServer((request, response) => void write(request, response))

async function write(request: IncomingMessage, response: ServerResponse): Promise<void> {
  asked.push({ target: request.headers['x-amz-target'], body: await json(request) })
  response.writeHead(answer, { 'content-type': 'application/x-amz-json-1.0' })
  response.end(answer === 200 ? '{}' : JSON.stringify({ __type: 'ReceiptHandleIsInvalid' }))
}

beforeAll(async () => {
  sqs.listen(0, '127.0.0.1')
  await once(sqs, 'listening')
  vi.stubEnv('LITELIFT_ROUTES', JSON.stringify([{ prefix: '', secretArn: 'arn:secret' }]))
  vi.stubEnv('LITELIFT_REPORTS_BUCKET', 'reports')
  vi.stubEnv('AWS_REGION', 'eu-central-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', `http://127.0.0.1:${(sqs.address() as AddressInfo).port}`)
})

afterAll(() => {
  vi.unstubAllEnvs()
  sqs.closeAllConnections()
  sqs.close()
})

beforeEach(() => {
  asked.length = 0
  answer = 200
})

const message = (queueArn: string, receives = 1): Message => ({
  id: '1',
  body: '',
  receiptHandle: 'r',
  queueArn,
  receives,
  sender: null,
})

test.for([
  ['arn:aws:sqs:eu-central-1:123456789012:uploads', 'https://sqs.eu-central-1.amazonaws.com/123456789012/uploads'],
  ['arn:aws-us-gov:sqs:us-gov-west-1:1:uploads', 'https://sqs.us-gov-west-1.amazonaws.com/1/uploads'],
  ['arn:aws-cn:sqs:cn-north-1:1:uploads', 'https://sqs.cn-north-1.amazonaws.com.cn/1/uploads'],
] as const)('a message of the queue %s comes again after as long as its error asks for', async ([arn, url]) => {
  const said = vi.spyOn(logger, 'info')
  await shortenVisibility(message(arn, 2), 'target-busy')
  await shortenVisibility(message(arn, 2), 'migration-interrupted')
  expect(asked).toEqual(
    [60, 0].map((seconds) => ({
      target: 'AmazonSQS.ChangeMessageVisibility',
      body: { QueueUrl: url, ReceiptHandle: 'r', VisibilityTimeout: seconds },
    })),
  )
  expect(said.mock.calls).toEqual([['The message comes again in 60 s'], ['The message comes again in 0 s']])
  said.mockRestore()
})

test('where SQS refuses, the message keeps its time, which is logged and no failure', async () => {
  const said = vi.spyOn(logger, 'warn')
  answer = 400
  await shortenVisibility(message('arn:aws:sqs:eu-central-1:1:uploads'), 'target-busy')
  expect(asked).toHaveLength(1)
  expect(said.mock.calls).toEqual([
    [expect.stringContaining("after the queue's visibility timeout"), { error: expect.any(Error) as Error }],
  ])
  said.mockRestore()
})
