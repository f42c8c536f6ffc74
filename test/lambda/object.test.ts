import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile, statfs } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { s3Object } from '../../aws/s3/object.ts'
import type { PrivateFile } from '../../engine/source/file/source-object.ts'
import { startAws, type LocalAws } from '../../local/standins/aws.ts'
import { scratchOfFile } from '../scratch.ts'

const BUCKET = 'uploads'
const never = new AbortController().signal

let aws: LocalAws
let client: S3Client
const { path: directory } = scratchOfFile()

function clientOf(endpoint: string): S3Client {
  return new S3Client({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } })
}

beforeAll(async () => {
  aws = await startAws()
  await aws.createBucket(BUCKET)
  client = aws.s3
})

afterAll(async () => {
  await aws[Symbol.asyncDispose]()
})

async function put(key: string, body: Uint8Array): Promise<string> {
  const { ETag } = await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }))
  return ETag!.replaceAll('"', '')
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe('an S3 object', () => {
  test('knows its version without being fetched', async () => {
    const etag = await put('named.db', Buffer.from('abc'))
    expect(await s3Object({ client, bucket: BUCKET, key: 'named.db' })).toMatchObject({
      uri: 's3://uploads/named.db',
      version: etag,
      sequencer: null,
    })
    // An announced version is believed: the ledger may answer for an object that is gone.
    const gone = await s3Object({ client, bucket: BUCKET, key: 'gone', versionId: 'v1', etag, sequencer: '0A' })
    expect(gone).toMatchObject({ version: 'v1', sequencer: '0A' })
    const suspended = await s3Object({ client, bucket: BUCKET, key: 'gone', versionId: 'null', etag })
    expect(suspended.version).toBe(etag)
  })

  test.each([
    ['nothing', 0],
    ['one byte', 1],
    ['exactly one part', 8 * 1024 * 1024],
    ['parts and a rest', 10_000_003],
  ])('arrives equal: %s', async (_, bytes) => {
    const key = `odd key + ü%/${bytes}.db`
    const content = randomBytes(bytes)
    const etag = await put(key, content)
    const source = await s3Object({ client, bucket: BUCKET, key, etag, directory })
    {
      await using file = (await source.obtain(never)) as PrivateFile
      expect(digest(await readFile(file.path))).toBe(digest(content))
    }
    expect(await readdir(directory)).toEqual([])
  })

  test('that was overwritten is not taken for the announced one', async () => {
    const etag = await put('replaced.db', Buffer.from('old'))
    await put('replaced.db', Buffer.from('new'))
    const source = await s3Object({ client, bucket: BUCKET, key: 'replaced.db', etag, directory })
    await expect(source.obtain(never)).rejects.toMatchObject({ code: 'file-replaced', kind: 'file' })
    expect(await readdir(directory)).toEqual([])
  })

  test('that was deleted is missing', async () => {
    const etag = await put('deleted.db', Buffer.from('x'))
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'deleted.db' }))
    const source = await s3Object({ client, bucket: BUCKET, key: 'deleted.db', etag, directory })
    await expect(source.obtain(never)).rejects.toMatchObject({ code: 'file-missing', kind: 'file' })
    await expect(s3Object({ client, bucket: BUCKET, key: 'deleted.db' })).rejects.toMatchObject({
      code: 'file-missing',
    })
  })

  test('of a service out of reach is worth another try', async () => {
    const nowhere = clientOf('http://127.0.0.1:1')
    const source = await s3Object({ client: nowhere, bucket: BUCKET, key: 'a', etag: 'e', directory })
    await expect(source.obtain(never)).rejects.toMatchObject({ code: 'object-unavailable', kind: 'again' })
  })

  test('ends with the signal and leaves nothing', async () => {
    const etag = await put('interrupted.db', randomBytes(10_000_000))
    const stop = new AbortController()
    await using proxy = await behind(() => {
      stop.abort()
      return {}
    })
    const source = await s3Object({ client: proxy.client, bucket: BUCKET, key: 'interrupted.db', etag, directory })
    await expect(source.obtain(stop.signal)).rejects.toMatchObject({ code: 'migration-interrupted', kind: 'again' })
    expect(await readdir(directory)).toEqual([])
  })
})

describe('behind a network that fails', () => {
  const content = randomBytes(10_000_003)

  test('a part that breaks off goes on where it stopped', async () => {
    const etag = await put('cut.db', content)
    const ranges: string[] = []
    await using proxy = await behind((range) => {
      ranges.push(range!)
      return ranges.length <= 3 ? { cutAfter: 300_000 } : {}
    })
    const source = await s3Object({ client: proxy.client, bucket: BUCKET, key: 'cut.db', etag, directory })
    await using file = (await source.obtain(never)) as PrivateFile
    expect(digest(await readFile(file.path))).toBe(digest(content))
    const starts = ranges.map((range) => Number(/^bytes=(\d+)-/.exec(range)?.[1]))
    expect(starts.filter((start) => start % (8 * 1024 * 1024) !== 0)).toHaveLength(3)
  })

  test('a file that is overwritten during the download is never mixed', async () => {
    const etag = await put('mixed.db', content)
    let asked = 0
    await using proxy = await behind((_, headers) => {
      asked += 1
      // The first part breaks off, and what would follow is another content.
      if (asked === 1) return { cutAfter: 300_000 }
      headers['if-match'] = '"another"'
      return {}
    })
    const source = await s3Object({ client: proxy.client, bucket: BUCKET, key: 'mixed.db', etag, directory })
    await expect(source.obtain(never)).rejects.toMatchObject({ code: 'file-replaced' })
    expect(await readdir(directory)).toEqual([])
  })

  test('a file that is larger than the disk is refused before it is fetched', async () => {
    const etag = await put('huge.db', content)
    let asked = 0
    await using proxy = await behind(() => {
      asked += 1
      return {}
    })
    const source = await s3Object({ client: proxy.client, bucket: BUCKET, key: 'huge.db', etag, directory })
    const before = (await statfs(directory)).bavail
    await expect(source.obtain(never)).rejects.toMatchObject({
      code: 'file-too-large',
      hint: expect.stringContaining('10,240 MB of disk at most') as unknown,
    })
    expect(asked).toBe(0)
    expect(before).toBeGreaterThan(0)
  })
})

/** S3 behind a proxy that may change answers on their way. */
async function behind(
  change: (range: string | undefined, headers: Record<string, unknown>) => { cutAfter?: number },
): Promise<AsyncDisposable & { client: S3Client }> {
  const proxy = createServer((incoming, outgoing) => {
    const { cutAfter } = {
      cutAfter: undefined,
      ...(incoming.method === 'GET' ? change(incoming.headers.range, incoming.headers) : {}),
    }
    const forwarded = request(
      `${aws.environment['AWS_ENDPOINT_URL_S3']}${incoming.url}`,
      { method: incoming.method!, headers: incoming.headers },
      (answer) => {
        if (incoming.method === 'HEAD' && incoming.url!.includes('huge')) {
          answer.headers['content-length'] = String(2 ** 50)
        }
        outgoing.writeHead(answer.statusCode!, answer.headers)
        let sent = 0
        answer.on('data', (chunk: Buffer) => {
          sent += chunk.length
          outgoing.write(chunk)
          if (cutAfter !== undefined && sent > cutAfter) outgoing.destroy()
        })
        answer.on('end', () => outgoing.end())
      },
    )
    incoming.pipe(forwarded)
  })
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve)
  })
  const proxied = clientOf(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`)
  return {
    client: proxied,
    async [Symbol.asyncDispose]() {
      proxied.destroy()
      proxy.closeAllConnections()
      await new Promise((resolve) => {
        proxy.close(resolve)
      })
    },
  }
}
