import { readFile } from 'node:fs/promises'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { startFauxqs } from 'fauxqs'
import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { SHOP, temporaryFolder } from './files.ts'
import { litelift } from './run.ts'

test('an object of a bucket migrates like a file, under its ETag as version', async () => {
  await using target = await createDatabase()
  await using folder = await temporaryFolder()
  const server = await startFauxqs({ port: 0, logger: false })
  try {
    server.createBucket('uploads')
    const credentials = { accessKeyId: 'a', secretAccessKey: 's' }
    const client = new S3Client({ endpoint: server.address, region: 'us-east-1', credentials })
    const Body = await readFile(folder.database('shop.sqlite', SHOP))
    await client.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'in/my shop+1.sqlite', Body }))
    client.destroy()

    const env = {
      AWS_ENDPOINT_URL_S3: server.address,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 's',
    }
    const to = ['--to', target.url, '--schema', 's', '--json']
    const run = await litelift(['migrate', 's3://uploads/in/my shop+1.sqlite', ...to], { env })
    expect(JSON.parse(run.stdout)).toMatchObject({
      outcome: 'published',
      rows: 5,
      source: { uri: 's3://uploads/in/my shop+1.sqlite', version: expect.stringMatching(/^[0-9a-f]{32}$/) },
    })
    const missing = await litelift(['migrate', 's3://uploads/nothing.sqlite', ...to], { env })
    expect(JSON.parse(missing.stdout)).toMatchObject({ error: { code: 'file-missing' } })
    expect([run.code, missing.code]).toEqual([0, 1])
  } finally {
    await server.stop()
  }
})
