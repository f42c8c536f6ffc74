import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Match } from 'aws-cdk-lib/assertions'
import { Key } from 'aws-cdk-lib/aws-kms'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, test } from 'vitest'
import { bundle } from '../../infra/bundle.ts'
import { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
import { parseNotification } from '../../lambda/intake/parse-notification.ts'
import { startAws } from '../../local/standins/aws.ts'
import { startFunction } from '../../local/standins/lambda-runtime.ts'
import { scratchFolder, scratchOfFile } from '../scratch.ts'
import { resources, statements } from './resources.ts'
import { compose, synthesise } from './synthesise.ts'

const { path: folder } = scratchOfFile()
const code = join(folder, 'code')
bundle({ architecture: process.arch as 'arm64' | 'x64', directory: code, entry: 'backfill' })

/** The bundled function beside S3 and SQS; `run` gives what it answers to S3 Batch Operations. */
async function backfill(environment: Record<string, string> = {}) {
  await using started = new AsyncDisposableStack()
  const scratch = started.use(scratchFolder())
  const aws = started.use(await startAws())
  await aws.createBucket('uploads')
  const { url } = await aws.createQueue('uploads', 60)
  const temporary = join(scratch.path, 'tmp')
  await mkdir(temporary)
  const target = started.use(
    await startFunction({
      directory: code,
      environment: { ...aws.environment, LITELIFT_QUEUE_URL: url, ...environment },
      temporary,
      log: join(scratch.path, 'log'),
    }),
  )
  const running = started.move()
  return {
    put: (Key: string) => aws.s3.send(new PutObjectCommand({ Bucket: 'uploads', Key, Body: 'content' })),
    async run(schema: '1.0' | '2.0', task: Record<string, unknown>) {
      const bucket = schema === '1.0' ? { s3BucketArn: 'arn:aws:s3:::uploads' } : { s3Bucket: 'uploads' }
      const answer = await target.deliver({
        invocationSchemaVersion: schema,
        invocationId: 'YXNkbGZqYWRmaiBhc2RmdW9hZHNmZGpmaGFzbGtkaGZza2RmaAo',
        job: { id: 'f3cc4f60-61f6-4a2b-8a21-d07600c373ce', ...(schema === '2.0' && { userArguments: {} }) },
        tasks: [{ taskId: 'dGFza2lkZ29lc2hlcmUK', s3VersionId: null, ...bucket, ...task }],
      })
      return answer
    },
    async messages() {
      const { Messages = [] } = await aws.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
      )
      return Messages.map(({ Body }) => parseNotification(JSON.parse(Body!)))
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

describe('the function of a backfill', () => {
  test.for(['1.0', '2.0'] as const)('puts an object into the queue as S3 would, schema %s', async (schema) => {
    await using job = await backfill()
    const { ETag } = await job.put('shop/Käse & Brot+1.sqlite')
    expect(await job.run(schema, { s3Key: 'shop/K%C3%A4se+%26+Brot%2B1.sqlite' })).toEqual({
      outcome: 'response',
      response: {
        invocationSchemaVersion: schema,
        invocationId: 'YXNkbGZqYWRmaiBhc2RmdW9hZHNmZGpmaGFzbGtkaGZza2RmaAo',
        treatMissingKeysAs: 'PermanentFailure',
        results: [
          {
            taskId: 'dGFza2lkZ29lc2hlcmUK',
            resultCode: 'Succeeded',
            resultString: expect.stringMatching(/./) as string,
          },
        ],
      },
    })
    expect(await job.messages()).toEqual([
      {
        ignored: [],
        objects: [
          {
            bucket: 'uploads',
            key: 'shop/Käse & Brot+1.sqlite',
            versionId: null,
            etag: ETag!.replaceAll('"', ''),
            bytes: 7,
            sequencer: null,
          },
        ],
      },
    ])
  })

  test('says for good that an object is gone', async () => {
    await using job = await backfill()
    expect(await job.run('1.0', { s3Key: 'gone' })).toMatchObject({
      response: {
        results: [{ resultCode: 'PermanentFailure', resultString: expect.stringMatching(/^file-missing/) as string }],
      },
    })
    expect(await job.messages()).toEqual([])
  })

  test('has what may pass tried again', async () => {
    await using job = await backfill({
      LITELIFT_QUEUE_URL: 'http://127.0.0.1:9/000000000000/uploads',
      AWS_MAX_ATTEMPTS: '1',
    })
    await job.put('a')
    expect(await job.run('1.0', { s3Key: 'a' })).toMatchObject({
      response: { results: [{ resultCode: 'TemporaryFailure' }] },
    })
  })
})

describe('the stack with a backfill', () => {
  const { stack, template } = compose(
    (stack) =>
      new SqliteToPostgres(stack, 'Litelift', {
        backfill: true,
        encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
        routes: [{ prefix: 'shop/' }],
      }),
  )

  function allowed(role: string): unknown[] {
    const [id] = Object.keys(template.findResources('AWS::IAM::Policy')).filter((name) => name.includes(role))
    return statements(template, id).flatMap(({ Action }) => Action)
  }

  test('has a role for jobs of S3 Batch Operations, which may call the function and no other', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [Match.objectLike({ Principal: { Service: 'batchoperations.s3.amazonaws.com' } })],
      },
    })
    expect(allowed('BackfillJobRole')).toEqual([
      'lambda:InvokeFunction',
      's3:GetObject',
      's3:GetObjectVersion',
      's3:PutObject',
      's3:PutInventoryConfiguration',
      'kms:Decrypt',
      'kms:GenerateDataKey',
    ])
  })

  test('the function reads what the routes read, and sends to the queue', () => {
    expect(allowed('BackfillFunctionRole')).toEqual(
      expect.arrayContaining(['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket', 'sqs:SendMessage']),
    )
    const [function_] = resources(template, 'AWS::Lambda::Function', {
      Environment: { Variables: { LITELIFT_QUEUE_URL: { Ref: Match.stringLikeRegexp('IntakeQueue') } } },
    })
    expect(function_).toBeDefined()
  })

  test('cdk-nag finds nothing', () => {
    expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([])
  })

  test('says what to give to a job', () => {
    const { template } = synthesise({ routes: [{ prefix: '' }], backfill: true })
    expect(Object.keys(template.findOutputs('*'))).toEqual(
      expect.arrayContaining(['BackfillFunctionArn', 'BackfillRoleArn']),
    )
  })
})
