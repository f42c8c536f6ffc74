import { execFileSync } from 'node:child_process'
import { readdir, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { deploy, SECRET, type Deployment } from './deployment.ts'
import { startFaults, type Fault, type FaultyService } from './faults.ts'

const FILE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, filler TEXT);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9500)
  INSERT INTO t SELECT i, printf('%01000d', i) FROM n`
const SMALL = 'CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)'

const GET = ({ method, url }: IncomingMessage) => method === 'GET' && url!.includes('/a.db')
const HEAD = ({ method, url }: IncomingMessage) => method === 'HEAD' && url!.includes('/a.db')
const PUT = ({ method }: IncomingMessage) => method === 'PUT'

const xml = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`
const failed = (status: number, code: string): Fault => ({ status, body: xml(code) })

/** A deployment between whose function and S3 stands the fault. */
async function behindS3(): Promise<Deployment & { s3: FaultyService }> {
  await using stack = new AsyncDisposableStack()
  let s3!: FaultyService
  const deployed = await deploy({}, async ({ environment }) => {
    s3 = stack.use(await startFaults(environment['AWS_ENDPOINT_URL_S3']!))
    return { AWS_ENDPOINT_URL_S3: s3.url }
  })
  stack.use(deployed)
  const running = stack.move()
  return { ...deployed, s3, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** How the drop of a file ended: whether its message is done with, the code and outcome of its report where there is one. */
async function drop(deployed: Deployment, file: string) {
  await deployed.drop('a.db', file)
  const delivered = await deployed.queue.deliverNext()
  const [report] = Object.values(await deployed.reports())
  return { deleted: delivered!.deleted, outcome: report?.outcome, code: report?.error?.code }
}

describe('S3', () => {
  test('a connection that is cut every MB brings the whole file', async () => {
    await using deployed = await behindS3()
    deployed.s3.fault = (asked) => (GET(asked) ? { cutAfter: 2 ** 20 } : null)
    expect(await drop(deployed, FILE)).toEqual({ deleted: true, outcome: 'published', code: undefined })
    expect(await deployed.database.query('SELECT count(*)::int, sum(filler::numeric)::int FROM shop.t')).toEqual([
      { count: 9500, sum: (9500 * 9501) / 2 },
    ])
    expect(deployed.s3.asked).toBeGreaterThan(9)
  })

  const passing: [string, (asked: IncomingMessage, number: number) => Fault | null][] = [
    ['is slow', () => ({ delay: 300 })],
    ['fails once', (_, number) => (number % 2 === 1 ? failed(500, 'InternalError') : null)],
    ['asks to slow down', (_, number) => (number % 2 === 1 ? failed(503, 'SlowDown') : null)],
    [
      'answers with rubbish once',
      (asked, number) => (GET(asked) && number < 4 ? { status: 200, body: 'rubbish' } : null),
    ],
  ]
  test.concurrent.each(passing)('that %s is borne', async (_, fault) => {
    await using deployed = await behindS3()
    deployed.s3.fault = fault
    expect(await drop(deployed, SMALL)).toEqual({ deleted: true, outcome: 'published', code: undefined })
  })

  const lasting: [string, (asked: IncomingMessage) => Fault | null, string, boolean][] = [
    ['500 for the file', (asked) => (GET(asked) ? failed(500, 'InternalError') : null), 'object-unavailable', false],
    ['503 for the file', (asked) => (GET(asked) ? failed(503, 'SlowDown') : null), 'object-unavailable', false],
    ['403 for the file', (asked) => (GET(asked) ? failed(403, 'AccessDenied') : null), 'object-unavailable', false],
    ['400 for its head', (asked) => (HEAD(asked) ? { status: 400 } : null), 'object-unavailable', false],
    ['a head of a proxy', (asked) => (HEAD(asked) ? { status: 200 } : null), 'object-unavailable', false],
    ['nothing of the file', (asked) => (GET(asked) ? { cutAfter: 0 } : null), 'object-unavailable', false],
    ['404 for its head', (asked) => (HEAD(asked) ? { status: 404 } : null), 'file-missing', true],
    ['404 for the file', (asked) => (GET(asked) ? failed(404, 'NoSuchKey') : null), 'file-missing', true],
    ['405, a delete marker', (asked) => (GET(asked) ? failed(405, 'MethodNotAllowed') : null), 'file-missing', true],
    ['412', (asked) => (GET(asked) ? failed(412, 'PreconditionFailed') : null), 'file-replaced', true],
    ['another ETag', (asked) => (GET(asked) ? { headers: { etag: '"another"' } } : null), 'file-replaced', true],
    [
      'another ETag at the head',
      (asked) => (HEAD(asked) ? { headers: { etag: '"another"' } } : null),
      'file-replaced',
      true,
    ],
    [
      'another range',
      (asked) => (GET(asked) ? { headers: { 'content-range': 'bytes 0-9/10' } } : null),
      'object-unavailable',
      false,
    ],
    [
      'the whole file for a range',
      (asked) => (GET(asked) ? { status: 200, body: 'x'.repeat(99_999) } : null),
      'object-unavailable',
      false,
    ],
  ]
  test.concurrent.each(lasting)('that answers %s', async (_, fault, code, deleted) => {
    await using deployed = await behindS3()
    deployed.s3.fault = fault
    expect(await drop(deployed, SMALL)).toEqual({ deleted, outcome: deleted ? 'failed' : 'failed-retryable', code })
    // What can pass does.
    deployed.s3.fault = () => null
    const event = await deployed.put('a.db', SMALL)
    await deployed.function.deliver(event)
    expect(await deployed.database.query('SELECT id FROM shop.t')).toEqual([{ id: '1' }])
  })

  test('that takes no report gets the message again, and the report then', async () => {
    await using deployed = await behindS3()
    deployed.s3.fault = (asked) => (PUT(asked) ? failed(503, 'SlowDown') : null)
    expect(await drop(deployed, SMALL)).toEqual({ deleted: false, outcome: undefined, code: undefined })
    expect(await deployed.database.query('SELECT id FROM shop.t')).toEqual([{ id: '1' }])
  })
})

describe('Secrets Manager', () => {
  const json = (status: number, name: string): Fault => ({
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ __type: name, message: 'no' }),
  })
  test.concurrent.each([
    ['throttles', json(400, 'ThrottlingException'), 'secret-unavailable', false],
    ['fails', json(500, 'InternalServiceError'), 'secret-unavailable', false],
    ['has an expired token', json(400, 'ExpiredTokenException'), 'secret-unavailable', false],
    ['answers with a page', { status: 200, body: '<html>' }, 'secret-unavailable', false],
    ['answers with another page', { status: 502, body: '<html>' }, 'secret-unavailable', false],
    ['says nothing', { status: 200, body: '{}' }, 'secret-unavailable', false],
    ['is cut off', { cutAfter: 10 }, 'secret-unavailable', false],
    ['knows no such secret', json(400, 'ResourceNotFoundException'), 'secret-invalid', true],
    ['refuses the role', json(400, 'AccessDeniedException'), 'secret-invalid', true],
    ['cannot decrypt', json(400, 'DecryptionFailure'), 'secret-invalid', true],
    ['has bytes', { status: 200, body: '{"SecretBinary":"AAAA"}' }, 'secret-invalid', true],
  ] as [string, Fault, string, boolean][])('that %s', async (_name, fault, code, deleted) => {
    let secrets!: FaultyService
    await using deployed = await deploy({}, async (aws) => {
      secrets = await startFaults(aws.secrets.url)
      return { AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url }
    })
    await using _ = secrets
    secrets.fault = () => fault
    expect(await drop(deployed, SMALL)).toEqual({ deleted, outcome: deleted ? 'failed' : 'failed-retryable', code })
    expect(deployed.aws.secrets.asked(SECRET) + secrets.asked).toBeGreaterThan(0)
  })
})

test('a /tmp that is gone is one clear error, and tried again', async () => {
  await using deployed = await deploy()
  await rm(deployed.temporary, { recursive: true })
  expect(await drop(deployed, SMALL)).toEqual({ deleted: false, outcome: 'failed-retryable', code: 'disk-unavailable' })
})

test('a disk that fills up while the file arrives is no fault of S3', async ({ skip }) => {
  await using deployed = await behindS3()
  const { temporary } = deployed
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=11m', 'tmpfs', temporary], { stdio: 'ignore' })
  } catch {
    return skip('only root on Linux may mount a disk that is small')
  }
  try {
    // The room is there when it is asked for, and gone when the first byte comes.
    deployed.s3.fault = (asked) => (GET(asked) ? { delay: 2000 } : null)
    const delivered = deployed.function.deliver(await deployed.put('a.db', FILE))
    const begun = async () => (await readdir(temporary)).filter((name) => name.startsWith('litelift-'))
    await expect.poll(begun, { timeout: 30_000, interval: 20 }).toHaveLength(1)
    await writeFile(join(temporary, 'other'), Buffer.alloc(11 * 2 ** 20)).catch(() => undefined)
    await delivered
    const [report] = Object.values(await deployed.reports())
    return expect(report?.error?.code).toBe('file-too-large')
  } finally {
    execFileSync('umount', [temporary])
  }
})
