import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { LiteliftError } from '../../engine/errors.ts'
import { publishRule } from '../../lambda/deadline.ts'
import { holdCheckpoints } from '../checkpoint-gate.ts'
import { AT_GATE, closeGate } from '../gate.ts'
import { deploy, SECRET, type Deployment } from './deployment.ts'

const FILE =
  'CREATE TABLE t (id INTEGER PRIMARY KEY, n TEXT); CREATE INDEX t_n ON t (n); INSERT INTO t VALUES (1, 3), (2, 4)'

/** Delivers with so little time that it is over while the migration is held, and says how long the function took. */
async function deliverShort(deployment: Deployment, told: number) {
  const started = Date.now()
  const delivered = await deployment.queue.deliverNext(60_000, told)
  const [, report] = Object.entries(await deployment.reports()).find(([key]) => key.includes('/a.db/')) ?? []
  return { ...delivered!, code: report?.error?.code, seconds: (Date.now() - started) / 1000 }
}

async function warm(deployment: Deployment): Promise<void> {
  await deployment.function.deliver({ Service: 'Amazon S3', Event: 's3:TestEvent' })
}

describe.concurrent('a deadline ends within seconds, with the truth, and the next invocation does the rest', () => {
  test('in publish', async () => {
    await using deployment = await deploy({ before: [AT_GATE] })
    await using gate = await closeGate(deployment.database)
    await warm(deployment)
    await deployment.drop('a.db', FILE)
    const short = await deliverShort(deployment, 16_000)
    expect(short).toMatchObject({ deleted: false, code: 'migration-interrupted', result: { outcome: 'response' } })
    expect(short.seconds).toBeLessThan(15)
    expect(await deployment.database.query("SELECT to_regclass('shop.t') AS there")).toEqual([{ there: null }])
    expect(await readdir(deployment.temporary)).toEqual([])
    await gate.open()
    expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true })
    expect(await deployment.database.query('SELECT count(*)::int FROM shop.t')).toEqual([{ count: 2 }])
  })

  test.each([
    ['before the claim, in the ledger', false],
    ['in build', true],
  ])('%s', async (_, hasLedger) => {
    await using deployment = await deploy()
    const { database } = deployment
    if (hasLedger) await deployment.function.deliver(await deployment.put('first.db', 'CREATE TABLE first (n)'))
    await using gate = await closeGate(database)
    // Whoever makes an index waits.
    await database.admin(`
      CREATE FUNCTION public.wait() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM (${AT_GATE}) w; END $$;
      CREATE EVENT TRIGGER wait ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION public.wait()`)
    await warm(deployment)
    await deployment.drop('a.db', FILE)
    const short = await deliverShort(deployment, 16_000)
    expect(short).toMatchObject({ deleted: false, code: 'migration-interrupted' })
    expect(short.seconds).toBeLessThan(15)
    await gate.open()
    expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true })
    expect(await database.query('SELECT count(*)::int FROM shop.t')).toEqual([{ count: 2 }])
  })

  test('where nothing can be cancelled: the function ends itself, and the message comes again at once', async () => {
    // A server that takes connections and says nothing.
    const sockets: Socket[] = []
    const server = createServer((socket) => sockets.push(socket.on('error', () => undefined)))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    await using deployment = await deploy()
    try {
      const { port } = server.address() as AddressInfo
      deployment.aws.secrets.put(SECRET, `postgres://u:p@127.0.0.1:${port}/d`)
      await warm(deployment)
      await deployment.drop('a.db', FILE)
      const short = await deliverShort(deployment, 5000)
      expect(short).toMatchObject({ deleted: false, result: { outcome: 'died' } })
      expect(short.seconds).toBeLessThan(10)
      expect(await deployment.messages()).toEqual({ waiting: 1, away: 0 })
    } finally {
      for (const socket of sockets) socket.destroy()
      server.close()
    }
  })
})

describe('a publish is left to the next invocation where too little time is left for it', () => {
  test.each([
    [{ merges: true, left: 3000 }, 'migration-interrupted'],
    [{ merges: true, left: 5000 }, 'begins'],
    [{ merges: false, left: 3000 }, 'begins'],
  ])('%j', ({ merges, left }, what) => {
    const rule = publishRule({ left: () => left })
    for (const [phase, seconds] of [
      ['inspect', 60],
      ['stage', 3],
      ['build', 1],
      ['verify', 60],
    ] as const)
      rule.listener({ type: 'phase-finished', phase, seconds })
    const begun = () => {
      try {
        rule.beforePublish({ merges })
        return 'begins'
      } catch (error) {
        return (error as LiteliftError).code
      }
    }
    expect(begun()).toBe(what)
  })

  test('which begins it, with its time', async () => {
    await using deployment = await deploy()
    const { database } = deployment
    await database.query('CREATE SCHEMA shop; CREATE TABLE shop.t (id int PRIMARY KEY, n text)')
    await using gate = await holdCheckpoints(database)
    await warm(deployment)
    const rows =
      "CREATE TABLE t (id INTEGER PRIMARY KEY, n TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) INSERT INTO t SELECT i, printf('%0100d', i) FROM n"
    await deployment.drop('a.db', rows)
    const delivered = deliverShort(deployment, 10_000)
    await gate.reached()
    // Staging takes most of the time.
    await new Promise((resolve) => setTimeout(resolve, 4500))
    await gate.open()
    expect(await delivered).toMatchObject({ deleted: false, code: 'migration-interrupted' })
    expect((await deployment.log()).map(({ message }) => message)).not.toContain('Phase publish finished')
    expect(await database.query('SELECT count(*)::int FROM shop.t')).toEqual([{ count: 0 }])
    expect(await deployment.queue.deliverNext(60_000, 10_000)).toMatchObject({ deleted: true })
    expect(await database.query('SELECT count(*)::int FROM shop.t')).toEqual([{ count: 100_000 }])
  })
})
