import { expect, test } from 'vitest'
import { startAws } from '../../local/standins/aws.ts'
import { upload } from '../../local/standins/upload.ts'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { SHOP } from './shop.ts'
import { litelift } from './run.ts'

test('an object of a bucket migrates like a file, under its ETag as version', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  await using aws = await startAws()
  await aws.createBucket('uploads')
  await upload(aws.s3, folder.database('shop.sqlite', SHOP), { bucket: 'uploads', key: 'in/my shop+1.sqlite' })
  const to = ['--to', target.url, '--schema', 's', '--json']

  const run = await litelift(['migrate', 's3://uploads/in/my shop+1.sqlite', ...to], { env: aws.environment })
  const missing = await litelift(['migrate', 's3://uploads/nothing.sqlite', ...to], { env: aws.environment })

  expect(JSON.parse(run.stdout)).toMatchObject({
    outcome: 'published',
    rows: 5,
    source: { uri: 's3://uploads/in/my shop+1.sqlite', version: expect.stringMatching(/^[0-9a-f]{32}$/) },
  })
  expect(JSON.parse(missing.stdout)).toMatchObject({ error: { code: 'file-missing' } })
  expect([run.code, missing.code]).toEqual([0, 2])
})
