import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import type { Report } from '../../engine/report/report.ts'
import { bundle } from '../../infra/bundle.ts'
import { startFunction } from '../../local/standins/lambda-runtime.ts'
import { localQueue } from '../../local/standins/queue.ts'
import { upload } from '../../local/standins/upload.ts'
import { pythonPackages } from '../applications/packages.ts'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { makeAssembly } from './assembly.ts'
import { startMoto } from './moto.ts'

/** What moto 5.2 cannot make, so that nothing is known of it from here; infra's other tests look at these parts of the template. */
const LEFT_OUT = [
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Logs::QueryDefinition',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::QueuePolicy',
  'Custom::S3BucketNotifications',
]

/**
 * The template as others understand it: deployed through CloudFormation into moto, a file dropped into the bucket, its notification taken from the
 * queue by the bundled function with the variables that it was deployed with, and what is in PostgreSQL then. moto's events have neither version nor
 * sequencer, its roles permit everything, and it has no network.
 */
test.runIf(process.env['LITELIFT_DEPLOYMENT'])(
  'a file that is dropped into the deployed stack is published',
  async (context) => {
    const packages = await pythonPackages(join(import.meta.dirname, 'moto'))
    if ('missing' in packages) return context.skip(packages.missing)
    await using moto = await startMoto(packages.path)
    await using database = await createDatabase()
    using scratch = scratchFolder()
    const [code, temporary, log] = ['code', 'tmp', 'log'].map((name) => join(scratch.path, name))
    const keys = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }
    const client = {
      region: 'us-east-1',
      endpoint: moto.endpoint,
      credentials: { accessKeyId: keys.AWS_ACCESS_KEY_ID, secretAccessKey: keys.AWS_SECRET_ACCESS_KEY },
    }
    using s3 = Object.assign(new S3Client({ ...client, forcePathStyle: true }), {
      [Symbol.dispose]: () => s3.destroy(),
    })

    const { host, port, user: username, password, database: dbname } = database.settings
    await new SecretsManagerClient(client).send(
      new CreateSecretCommand({
        Name: 'target',
        SecretString: JSON.stringify({ username, password, host, port, dbname }),
      }),
    )
    const assembly = join(scratch.path, 'assembly')
    const deployed = await moto.deploy(assembly, makeAssembly(assembly, 'target'))
    expect({ status: deployed.status, notMade: deployed.notMade }).toEqual({
      status: 'CREATE_COMPLETE',
      // moto makes it, but lists no id of it.
      notMade: ['AWS::Lambda::LayerVersion'],
    })
    expect(new Set(deployed.leftOut)).toEqual(new Set(LEFT_OUT))
    expect(deployed).toMatchObject({
      batchSize: 1,
      queue: { VisibilityTimeout: '5400', MessageRetentionPeriod: '1209600' },
      function: { timeout: 900, memory: 3008 },
    })

    await mkdir(temporary!)
    bundle({ architecture: process.arch as 'arm64' | 'x64', directory: code! })
    await using target = await startFunction({
      directory: code!,
      environment: {
        ...deployed.function.variables,
        ...keys,
        AWS_REGION: client.region,
        ...Object.fromEntries(['S3', 'SQS', 'SECRETS_MANAGER'].map((of) => [`AWS_ENDPOINT_URL_${of}`, moto.endpoint])),
      },
      temporary: temporary!,
      log: log!,
    })
    const queue = localQueue(new SQSClient(client), { url: deployed.queueUrl, arn: deployed.queueArn }, target)

    // S3's test event, which setting the notification sends.
    while (await queue.deliverNext()) expect(await reports()).toEqual([])
    scratch.database(
      'shop.sqlite',
      "CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO customer VALUES (1, 'Ada')",
    )
    const file = join(scratch.path, 'shop.sqlite')
    await upload(s3, file, { bucket: deployed.uploads, key: 'elsewhere/shop.sqlite' })
    expect(await queue.deliverNext()).toBeNull()
    await upload(s3, file, { bucket: deployed.uploads, key: 'shop/März 1.sqlite' })
    expect(await queue.deliverNext()).toMatchObject({ deleted: true })

    expect(await reports()).toMatchObject([{ outcome: 'published', rows: 1, error: null }])
    expect(await database.query('SELECT * FROM shop.customer')).toEqual([{ id: '1', name: 'Ada' }])

    async function reports(): Promise<Report[]> {
      const { Contents = [] } = await s3.send(
        new ListObjectsV2Command({ Bucket: deployed.reports, Prefix: 'reports/' }),
      )
      const bodies = Contents.map(async ({ Key }) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: deployed.reports, Key }))
        return JSON.parse(await Body!.transformToString()) as Report
      })
      return await Promise.all(bodies)
    }
  },
  300_000,
)
