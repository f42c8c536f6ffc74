import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, test, type TestContext } from 'vitest'
import type { Report } from '../../engine/report/report.ts'
import { bundle } from '../../infra/bundle.ts'
import type { SqliteToPostgresProps } from '../../infra/props.ts'
import { startFunction, type LocalFunction } from '../../local/standins/lambda-runtime.ts'
import { localQueue } from '../../local/standins/queue.ts'
import { upload } from '../../local/standins/upload.ts'
import { pythonPackages } from '../applications/packages.ts'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { makeAssembly } from './assembly.ts'
import { startMoto, type Deployed } from './moto.ts'

/** What moto 5.2 cannot make, so that nothing is known of it from here; infra's other tests look at these parts of the template. */
const LEFT_OUT = [
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Logs::QueryDefinition',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::QueuePolicy',
  'Custom::S3BucketNotifications',
]

const KEYS = { accessKeyId: 'local', secretAccessKey: 'local' }

/** moto and clients of it; skips the test where there is no Python. */
async function simulated(context: TestContext) {
  const packages = await pythonPackages(join(import.meta.dirname, 'moto'))
  if ('missing' in packages) return context.skip(packages.missing)
  await using started = new AsyncDisposableStack()
  const moto = started.use(await startMoto(packages.path))
  const scratch = started.use(scratchFolder())
  const client = { region: 'us-east-1', endpoint: moto.endpoint, credentials: KEYS }
  const s3 = started.adopt(new S3Client({ ...client, forcePathStyle: true }), (one) => one.destroy())
  const sqs = started.adopt(new SQSClient(client), (one) => one.destroy())
  const secrets = started.adopt(new SecretsManagerClient(client), (one) => one.destroy())
  const running = started.move()
  return {
    moto,
    scratch,
    s3,
    sqs,
    secrets,
    async deploy(name: string, props: Partial<SqliteToPostgresProps> = {}): Promise<Deployed> {
      const assembly = join(scratch.path, name)
      makeAssembly(assembly, name, { secretName: 'target', ...props })
      return await moto.deploy(assembly, name)
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

const SHOP = "CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO customer VALUES (1, 'Ada')"

/**
 * The template as others understand it: deployed through CloudFormation into moto, a file dropped into the bucket, what the bucket told the queue, and
 * the bundled function on it, with the variables that it was deployed with. moto's events have neither version nor sequencer, its roles permit
 * everything, and it has no network.
 */
describe.runIf(process.env['LITELIFT_DEPLOYMENT'])('the deployed stack', { timeout: 300_000 }, () => {
  test('publishes a file that is dropped', async (context) => {
    await using here = await simulated(context)
    await using database = await createDatabase()
    const { host, port, user: username, password, database: dbname } = database.settings
    const SecretString = JSON.stringify({ username, password, host, port, dbname })
    await here.secrets.send(new CreateSecretCommand({ Name: 'target', SecretString }))
    const deployed = await here.deploy('Litelift')
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

    await using target = await startDeployed(deployed, here)
    const queue = localQueue(here.sqs, { url: deployed.queueUrl, arn: deployed.queueArn }, target)
    // S3's test event, which setting the notification sends.
    while (await queue.deliverNext()) expect(await reports(here.s3, deployed)).toEqual([])
    here.scratch.database('shop.sqlite', SHOP)
    const file = join(here.scratch.path, 'shop.sqlite')
    await upload(here.s3, file, { bucket: deployed.uploads, key: 'elsewhere/shop.sqlite' })
    expect(await queue.deliverNext()).toBeNull()
    await upload(here.s3, file, { bucket: deployed.uploads, key: 'shop/März 1.sqlite' })
    expect(await queue.deliverNext()).toMatchObject({ deleted: true })

    expect(await reports(here.s3, deployed)).toMatchObject([{ outcome: 'published', rows: 1, error: null }])
    expect(await database.query('SELECT * FROM shop.customer')).toEqual([{ id: '1', name: 'Ada' }])
  })

  test('hears of its prefixes by EventBridge', async (context) => {
    await using here = await simulated(context)
    const deployed = await here.deploy('Litelift', { announcements: 'eventbridge' })
    here.scratch.database('shop.sqlite', SHOP)
    for (const key of ['elsewhere/shop.sqlite', 'shop/März 1.sqlite', 'shopping/shop.sqlite']) {
      await upload(here.s3, join(here.scratch.path, 'shop.sqlite'), { bucket: deployed.uploads, key })
    }
    // As far as moto goes: its events name the version `null` in a versioned bucket, and it then refuses to give that.
    const receive = { QueueUrl: deployed.queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }
    const { Messages = [] } = await here.sqs.send(new ReceiveMessageCommand(receive))
    expect(Messages.map(({ Body }) => JSON.parse(Body!) as unknown)).toMatchObject([
      {
        source: 'aws.s3',
        'detail-type': 'Object Created',
        detail: { bucket: { name: deployed.uploads }, object: { key: 'shop/März 1.sqlite' } },
      },
    ])
  })
})

type Simulated = Awaited<ReturnType<typeof simulated>>

/** The function for this machine's processor, with the variables that it was deployed with. */
async function startDeployed(deployed: Deployed, { moto, scratch }: Simulated): Promise<LocalFunction> {
  const [directory, temporary, log] = ['code', 'tmp', 'log'].map((name) => join(scratch.path, name))
  await mkdir(temporary!)
  bundle({ architecture: process.arch as 'arm64' | 'x64', directory: directory! })
  return await startFunction({
    directory: directory!,
    environment: {
      ...deployed.function.variables,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      AWS_ENDPOINT_URL_S3: moto.endpoint,
      AWS_ENDPOINT_URL_SQS: moto.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: moto.endpoint,
    },
    temporary: temporary!,
    log: log!,
  })
}

async function reports(s3: S3Client, { reports: Bucket }: Deployed): Promise<Report[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'reports/' }))
  const bodies = Contents.filter(({ Key }) => Key!.endsWith('.json') && !Key!.includes('/by-version/')).map(
    async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
      return JSON.parse(await Body!.transformToString()) as Report
    },
  )
  return await Promise.all(bodies)
}
