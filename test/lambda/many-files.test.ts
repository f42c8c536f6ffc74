import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { connectionsFor } from '../../engine/doctor.ts'
import { deviceFile } from '../sources/fleet.ts'
import { deploy, SECRET, type Deployment } from './deployment.ts'

/** As many as `npm run test:files` asks for, 200; each takes 0.4 s of processor. */
const FILES = Number(process.env['LITELIFT_FILES'] ?? 30)
/** Functions at work at a time, as `concurrency` of the construct says. */
const CONCURRENCY = FILES < 100 ? 5 : 8
/** Announced twice at once, as S3 and SQS may deliver; and as many once more at the end. */
const DUPLICATES = FILES / 10
/** Of each function: those that the stack's memory has. */
const WORKERS = 2

const ROUTES = [
  { prefix: 'tenants/{tenant}/', schema: 't_{tenant}', mode: 'replace' },
  {
    prefix: 'devices/{device}/',
    schema: 'fleet',
    mode: 'mirror',
    addColumns: { device: { value: '{device}', key: true } },
  },
  { prefix: 'lines/', schema: 'lines' },
].map((route) => ({ ...route, secretArn: SECRET, workers: WORKERS }))

const TENANT = `
  CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE bill (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customer, total DECIMAL(10,2), made DATETIME);
  CREATE INDEX bill_customer ON bill (customer);
  INSERT INTO customer VALUES (1, 'one'), (2, 'two');
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
  INSERT INTO bill SELECT i, 1 + i % 2, i / 4.0, '2026-11-27 12:00:00' FROM n`

/** A third each: into a schema of its own, into tables of all, and without a key, where a second time would show. */
function file(number: number): [key: string, sql: string] {
  switch (number % 3) {
    case 0:
      return [`tenants/${number}/shop.db`, TENANT]
    case 1:
      return [`devices/${number}/d.db`, deviceFile(number, number)]
    default:
      return [
        `lines/${number}.db`,
        `CREATE TABLE line (file INTEGER); INSERT INTO line VALUES (${number}), (${number})`,
      ]
  }
}

test(`${FILES} files that are dropped together are published once each, by ${CONCURRENCY} functions`, async () => {
  await using deployment = await deploy({}, { LITELIFT_ROUTES: JSON.stringify(ROUTES) })
  const { database, queue } = deployment
  const numbers = Array.from({ length: FILES }, (_, number) => number)
  const events = await Promise.all(numbers.map((number) => deployment.put(...file(number))))
  for (const [number, event] of events.entries()) {
    await queue.send(event)
    if (number % (FILES / DUPLICATES) === 0) await queue.send(event)
  }
  for (const event of events.slice(-DUPLICATES)) await queue.send(event)

  const most = { connections: 0, waiting: 0 }
  await using _ = await watch(deployment, most)
  const deliveries = await drain(await deployment.sandboxes(CONCURRENCY))

  expect(await deployment.deadLetters()).toEqual([])
  expect(await deployment.messages()).toEqual({ waiting: 0, away: 0 })
  const reports = Object.values(await deployment.reports())
  expect(new Set(reports.map(({ source }) => source.uri)).size).toBe(FILES)
  expect(reports.map(({ outcome }) => outcome)).toEqual(numbers.map(() => 'published'))
  expect(await database.query('SELECT state, count(*)::int FROM litelift.migration GROUP BY 1')).toEqual([
    { state: 'published', count: FILES },
  ])
  const of = (kind: number) => numbers.filter((number) => number % 3 === kind)
  expect(await database.query('SELECT file, count(*)::int AS rows FROM lines.line GROUP BY 1 ORDER BY 1')).toEqual(
    of(2).map((number) => ({ file: String(number), rows: 2 })),
  )
  expect(
    await database.query(
      'SELECT device::int, count(*)::int AS rows, min(value)::int AS value FROM fleet.reading GROUP BY 1 ORDER BY 1',
    ),
  ).toEqual(of(1).map((number) => ({ device: number, rows: 2, value: number })))
  const bills = of(0).map((number) => `SELECT count(*) AS rows FROM "t_${number}".bill`)
  expect(await database.query(`SELECT DISTINCT rows::int FROM (${bills.join(' UNION ALL ')}) b`)).toEqual([
    { rows: 20 },
  ])

  // Only where first files bring the same tables at once is one of them planned anew.
  const again = deliveries.filter(({ deleted }) => !deleted)
  expect(again.length).toBeLessThanOrEqual(2 * (CONCURRENCY - 1))
  expect(Math.max(...deliveries.map(({ receives }) => receives))).toBeLessThanOrEqual(2)
  // A small file has its migration's own and another one that stages, builds or gathers statistics.
  expect(most.connections).toBeGreaterThan(CONCURRENCY / 2)
  expect(most.connections).toBeLessThanOrEqual(CONCURRENCY * 3)
  expect(most.connections).toBeLessThanOrEqual(CONCURRENCY * connectionsFor(WORKERS))
})

type Delivery = NonNullable<Awaited<ReturnType<Deployment['queue']['deliverNext']>>>

/** Until no message comes any more. */
async function drain(sandboxes: Deployment['queue'][]): Promise<Delivery[]> {
  const deliveries: Delivery[] = []
  await Promise.all(
    sandboxes.map(async (sandbox) => {
      for (let one = await sandbox.deliverNext(); one !== null; one = await sandbox.deliverNext()) deliveries.push(one)
    }),
  )
  return deliveries
}

/** Looks at the server again and again, until the end of the scope. */
async function watch(
  { database }: Deployment,
  most: { connections: number; waiting: number },
): Promise<AsyncDisposable> {
  const ended = new AbortController()
  const watched = (async () => {
    while (!ended.signal.aborted) {
      const [now] = await database.admin<{ connections: number; waiting: number }>(
        `SELECT count(*)::int AS connections, count(*) FILTER (WHERE wait_event_type = 'Lock')::int AS waiting
           FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'litelift%' AND application_name <> 'litelift tests'`,
      )
      most.connections = Math.max(most.connections, now!.connections)
      most.waiting = Math.max(most.waiting, now!.waiting)
      await sleep(10)
    }
  })()
  return {
    async [Symbol.asyncDispose]() {
      ended.abort()
      await watched
    },
  }
}
