import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import type { Report } from '../../engine/report/report.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import { prepareLedger } from '../../engine/target/ledger/prepare-ledger.ts'
import { holdCheckpoints } from '../checkpoint-gate.ts'
import type { TestDatabase } from '../database.ts'
import { AT_GATE, closeGate, type Gate } from '../gate.ts'
import { deploy, type Deployment } from './deployment.ts'
import { startMachine } from './machine.ts'

const MORE_TABLES = Array.from(
  { length: 12 },
  (_, number) => `
    CREATE TABLE u${number} (id INTEGER PRIMARY KEY, body TEXT);
    INSERT INTO u${number} SELECT id, hex(zeroblob(500)) FROM t WHERE id <= 600;`,
).join('')

/** Many checkpoints, an index to be built. */
const FILE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, n TEXT); CREATE INDEX t_n ON t (n);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) INSERT INTO t SELECT i, printf('%0100d', i) FROM n;${MORE_TABLES}`

/** Whoever makes an index waits while the gate is closed. */
const GATE_OF_INDEXES = `
  CREATE FUNCTION public.wait() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM (${AT_GATE}) w; END $$;
  CREATE EVENT TRIGGER wait ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION public.wait()`

/** The ledger has indexes of its own, and is made first. */
async function closeGateOfIndexes(database: TestDatabase): Promise<Gate> {
  {
    await using connection = await connect(database.settings, 'litelift tests')
    await prepareLedger(connection.client)
  }
  const gate = await closeGate(database)
  await database.admin(GATE_OF_INDEXES)
  return gate
}

/** Milliseconds that the function is told to have: it stops three quarters in. */
const TOLD = 30_000

type Held = { open(): Promise<void> } & AsyncDisposable

/** Each holds a migration in its phase until the function's time is over. */
const HOLDS: Record<string, (deployment: Deployment) => Promise<{ held: Held; meanwhile?: () => Promise<void> }>> = {
  /** Until the time runs short: then the batch at hand is to be committed. */
  async stage(deployment) {
    const held = await holdCheckpoints(deployment.database)
    const isShort = async () => (await deployment.log()).some(({ message }) => message?.startsWith('Time runs short'))
    return {
      held,
      async meanwhile() {
        await held.reached()
        await expect.poll(isShort, { timeout: 60_000 }).toBe(true)
        await held.open()
      },
    }
  },
  async build({ database }) {
    return { held: await closeGateOfIndexes(database) }
  },
  /** Held at the index until what the phase verify reads first is locked. */
  async verify({ database }) {
    const gate = await closeGateOfIndexes(database)
    const locking = await connect(database.settings, 'litelift tests')
    return {
      held: {
        open: async () => void (await locking.client.query('ROLLBACK')),
        async [Symbol.asyncDispose]() {
          await locking[Symbol.asyncDispose]()
          await gate[Symbol.asyncDispose]()
        },
      },
      async meanwhile() {
        await gate.reached()
        await locking.client.query('BEGIN; LOCK TABLE litelift.nulled IN ACCESS EXCLUSIVE MODE')
        await gate.open()
      },
    }
  },
  async publish({ database }) {
    return { held: await closeGate(database) }
  },
}

async function deployWithMachine(phase: string) {
  const handed = { url: '' }
  // With several workers indexes are built in the phase stage, too.
  const options = phase === 'publish' ? { before: [AT_GATE] } : { workers: phase === 'stage' ? 2 : 1 }
  const deployment = await deploy(options, async (aws) => {
    handed.url = (await aws.createQueue('machine', 60)).url
    return { LITELIFT_MACHINE_QUEUE_URL: handed.url }
  })
  return { deployment, queueUrl: handed.url }
}

async function handedOn({ aws }: Deployment, QueueUrl: string): Promise<unknown[]> {
  const { Messages = [] } = await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
  return Messages.map(({ Body }) => JSON.parse(Body!) as unknown)
}

test.concurrent.for(['stage', 'build', 'verify', 'publish'])(
  'a migration whose time runs short in phase %s is left to an execution, which publishes it once',
  { timeout: 120_000 },
  async (phase) => {
    const { deployment: deployed, queueUrl } = await deployWithMachine(phase)
    await using deployment = deployed
    const { database } = deployment
    await using machine = await startMachine(deployment)
    await deployment.function.deliver({ Service: 'Amazon S3', Event: 's3:TestEvent' })
    const { held, meanwhile } = await HOLDS[phase]!(deployment)
    await using _ = held
    await deployment.drop('a.db', FILE)
    const delivering = deployment.queue.deliverNext(60_000, TOLD)
    await meanwhile?.()
    // It is done with: no try of the queue is used up.
    expect(await delivering).toMatchObject({ deleted: true, receives: 1, result: { outcome: 'response' } })
    expect(await deployment.messages()).toEqual({ waiting: 0, away: 0 })
    const [first] = Object.values(await deployment.reports())
    expect(first).toMatchObject({ outcome: 'failed-retryable', error: { code: 'migration-interrupted' } })
    expect(lastPhase(first!)).toBe(phase)
    expect(await database.query("SELECT to_regclass('shop.t') AS there")).toEqual([{ there: null }])
    const [message, ...others] = await handedOn(deployment, queueUrl)
    expect(others).toEqual([])

    await held.open()
    expect(await machine.run([message]).ended).toMatchObject({ output: { outcome: 'published', rows: 37_200 } })
    expect(await database.query('SELECT count(*)::int, sum(id)::int FROM shop.t')).toEqual([
      { count: 30_000, sum: 450_015_000 },
    ])
    expect(Object.values(await deployment.reports())).toMatchObject([{ id: first!.id, outcome: 'published' }])
    // What was staged is not staged again.
    const staged = machine.calls.filter(({ task }) => task === 'stage')
    expect(staged.length > 0).toBe(phase === 'stage')
    expect(await database.admin("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'litelift\\_%'")).toEqual([])
  },
)

/** The one that was at work in the end. */
function lastPhase({ phases }: Report): string | undefined {
  return phases.at(-1)?.phase
}

test.concurrent('what was asked for is handed on with all that was asked', { timeout: 120_000 }, async () => {
  const { deployment: deployed, queueUrl } = await deployWithMachine('build')
  await using deployment = deployed
  await deployment.function.deliver({ Service: 'Amazon S3', Event: 's3:TestEvent' })
  await using gate = await closeGateOfIndexes(deployment.database)
  await deployment.put('a.db', FILE)
  const until = new Date(Date.now() + 3_600_000).toISOString()
  await deployment.queue.send({ bucket: 'uploads', key: 'a.db', request: 'r-1', until, token: 'secret' })
  expect(await deployment.queue.deliverNext(60_000, TOLD)).toMatchObject({ deleted: true })
  const [message] = await handedOn(deployment, queueUrl)
  expect(message).toMatchObject({ bucket: 'uploads', key: 'a.db', request: 'r-1', until, token: 'secret' })
  await gate.open()
  await using machine = await startMachine(deployment, { concurrency: 1 })
  expect(await machine.run([message]).ended).toMatchObject({ output: { outcome: 'published' } })
  expect(Object.keys(await deployment.reports())).toContain('reports/uploads/a.db/by-request/r-1.json')
})

test.concurrent(
  'where the queue of the machine takes nothing, the message comes again',
  { timeout: 120_000 },
  async () => {
    await using deployment = await deploy({}, () =>
      Promise.resolve({ LITELIFT_MACHINE_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/000000000000/gone' }),
    )
    await deployment.function.deliver({ Service: 'Amazon S3', Event: 's3:TestEvent' })
    await using gate = await closeGateOfIndexes(deployment.database)
    await deployment.drop('a.db', FILE)
    expect(await deployment.queue.deliverNext(60_000, TOLD)).toMatchObject({ deleted: false })
    await gate.open()
    expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true })
    expect(await deployment.database.query('SELECT count(*)::int FROM shop.t')).toEqual([{ count: 30_000 }])
  },
)
