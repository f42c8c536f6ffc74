import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bundle } from '../../infra/bundle.ts'
import { startFunction, type LocalFunction } from '../../local/standins/lambda-runtime.ts'
import { scratchFolder, scratchOfFile } from '../scratch.ts'
import { deploy, type Deployment } from './deployment.ts'

const { path: directory } = scratchOfFile()
bundle({ architecture: process.arch as 'arm64' | 'x64', directory, entry: 'seed' })

const SCHEMA = 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT)'
const EMMA = `${SCHEMA}; INSERT INTO book VALUES (1, 'Emma')`

/** The two functions of the step, as aws-cdk-lib's provider framework calls them for CloudFormation. */
async function stepOf({ aws, queueUrl }: Deployment) {
  await using started = new AsyncDisposableStack()
  const scratch = started.use(scratchFolder())
  const start = async (name: string): Promise<LocalFunction> => {
    const temporary = join(scratch.path, name)
    await mkdir(temporary)
    const settings = { directory, environment: aws.environment, temporary, log: join(scratch.path, `${name}.log`) }
    return started.use(await startFunction({ ...settings, handler: `index.${name}` }))
  }
  const [onEvent, isComplete] = [await start('onEvent'), await start('isComplete')]
  const running = started.move()
  return {
    /** Begins a request of CloudFormation; `ask` is what the framework repeats. */
    async request(RequestType: string, { digest, ...more }: { digest: string; [property: string]: unknown }) {
      const event = {
        RequestType,
        RequestId: randomUUID(),
        ...(RequestType !== 'Create' && { PhysicalResourceId: 'shop/base' }),
        ResourceProperties: {
          ServiceToken: 'arn',
          queueUrl,
          reportsBucket: 'reports',
          reportsPrefix: 'reports/',
          bucket: 'uploads',
          key: `${digest}.sqlite`,
          digest,
          seed: 'shop/base',
          seconds: '600',
          target: ['litelift'],
          ...more,
        },
      }
      const answer = (await onEvent.deliver(event)) as { response: object }
      expect(answer).toMatchObject({ outcome: 'response', response: { PhysicalResourceId: 'shop/base' } })
      return { ask: () => isComplete.deliver({ ...event, ...answer.response }) }
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

const waits = { outcome: 'response', response: { IsComplete: false } }
const done = (outcome: string) => ({ outcome: 'response', response: { IsComplete: true, Data: { outcome } } })
const fails = (message: RegExp) => ({
  outcome: 'error',
  error: { errorMessage: expect.stringMatching(message) as string },
})

describe('the step of a deployment', () => {
  test('waits until the seed is published, and for an unchanged one until the ledger says so', async () => {
    await using deployment = await deploy({ prefix: 'shop/', mode: 'truncate' })
    await using step = await stepOf(deployment)
    await deployment.put('a.sqlite', EMMA)
    for (const [type, outcome] of [
      ['Create', 'published'],
      ['Update', 'already-published'],
    ] as const) {
      const { ask } = await step.request(type, { digest: 'a' })
      expect(await ask()).toEqual(waits)
      expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true })
      expect(await ask()).toEqual(done(outcome))
      expect(await deployment.database.query('SELECT title FROM shop.book')).toEqual([{ title: 'Emma' }])
    }
  })

  test("fails with the report's error, and the rollback passes", async () => {
    await using deployment = await deploy({ prefix: 'shop/', mode: 'append' })
    await using step = await stepOf(deployment)
    const end = async (type: string, digest: string) => {
      const { ask } = await step.request(type, { digest })
      await deployment.queue.deliverNext()
      return ask()
    }
    await deployment.put('a.sqlite', EMMA)
    await deployment.put('b.sqlite', Buffer.from('<!doctype html><title>Sign in</title>'))
    await deployment.put('c.sqlite', `${EMMA}, (2, 'Kokoro')`)
    expect(await end('Create', 'a')).toEqual(done('published'))
    expect(await end('Update', 'b')).toMatchObject(
      fails(/^The seed shop\/base was not published\. .*HTML.*\(file-not-sqlite\)$/i),
    )
    expect(await end('Update', 'a')).toEqual(done('already-published'))
    expect(await end('Update', 'c')).toEqual(done('published'))
    // Another resource of the stack failed: nothing of the newer rows is taken back, and CloudFormation comes to an end.
    expect(await end('Update', 'a')).toEqual(done('superseded'))
  })

  test('goes on waiting while attempts fail that are tried again, until its time is over', async () => {
    await using deployment = await deploy({ prefix: 'shop/', port: 1 })
    await using step = await stepOf(deployment)
    await deployment.put('a.sqlite', EMMA)
    const patient = await step.request('Create', { digest: 'a' })
    await deployment.queue.deliverNext()
    expect(await patient.ask()).toEqual(waits)
    const impatient = await step.request('Create', { digest: 'a', seconds: '-120' })
    expect(await impatient.ask()).toMatchObject(fails(/within -2 minutes\. No attempt has ended yet\./))
    await deployment.queue.deliverNext()
    expect(await impatient.ask()).toMatchObject(fails(/The last attempt failed: .*\(target-unreachable\)$/))
  })

  test('looks again where reports cannot be read for the moment', async () => {
    await using deployment = await deploy()
    await using step = await stepOf(deployment)
    const { ask } = await step.request('Create', { digest: 'a', reportsBucket: '127.0.0.1' })
    expect(await ask()).toEqual(waits)
  })

  test('removes nothing, and asks for nothing, when the seed is removed', async () => {
    await using deployment = await deploy()
    await using step = await stepOf(deployment)
    // Whatever became of queue and buckets by then.
    const { ask } = await step.request('Delete', {
      digest: 'a',
      queueUrl: 'http://127.0.0.1:1/q',
      reportsBucket: 'gone',
    })
    expect(await ask()).toEqual({ outcome: 'response', response: { IsComplete: true } })
    expect(await deployment.messages()).toEqual({ waiting: 0, away: 0 })
  })
})
