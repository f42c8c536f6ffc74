import { expect, test } from 'vitest'
import type { MigrationEvent } from '../../engine/events.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { AT_GATE, closeGate } from '../gate.ts'
import { scratchFolder } from '../scratch.ts'
import { until } from '../until.ts'
import { migrateSql } from './migrate-sql.ts'
import { startOwner } from './owner.ts'

/** The rows of `log` go into a table without a key, where those that came twice would be there twice. */
const FILE = `
  CREATE TABLE log (n INTEGER); INSERT INTO log VALUES (1), (2), (3);
  CREATE TABLE made (id INTEGER PRIMARY KEY, said TEXT, twice AS (id * 2) STORED, UNIQUE (said));
  INSERT INTO made VALUES (1, 'a'), (2, 'b'); CREATE INDEX made_said ON made (said, id)`
const EXISTING = 'CREATE SCHEMA s; CREATE TABLE s.log (n bigint); INSERT INTO s.log VALUES (0)'
const URI = 's3://bucket/file.sqlite'
/** Longer than an attempt takes. */
const LEASE = 2

/** All that a migration may change, but for what counts up. */
const STATE = `
  SELECT (SELECT array_agg(n ORDER BY n) FROM s.log) AS log,
         (SELECT array_agg(m::text ORDER BY id) FROM s.made m) AS made,
         (SELECT array_agg(indexdef ORDER BY indexname) FROM pg_indexes WHERE schemaname = 's') AS indexes,
         (SELECT array_agg(nspname::text ORDER BY 1) FROM pg_namespace WHERE nspname ~ '^litelift_') AS staging,
         (SELECT array_agg(to_jsonb(m)) FROM litelift.migration m) AS migrations,
         (SELECT array_agg(to_jsonb(l)) FROM litelift.lease l) AS leases,
         (SELECT array_agg(to_jsonb(c)) FROM litelift.checkpoint c) AS checkpoints`

const isOver = async (target: TestDatabase) =>
  (await target.query('SELECT FROM litelift.lease WHERE lease_until < clock_timestamp()')).length === 1

async function ownerOf(target: TestDatabase, pauseAt: Partial<MigrationEvent> | null, before: string[] = []) {
  const folder = scratchFolder()
  const { settings } = target
  const options = { schema: 's', mode: 'append' as const, verify: 'full' as const, before }
  const path = folder.database('f.sqlite', FILE)
  const owner = startOwner({ path, uri: URI, settings, options, leaseSeconds: LEASE, pauseAt })
  return {
    ...owner,
    async [Symbol.asyncDispose]() {
      await owner[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}

test.for<[string, Partial<MigrationEvent>]>([
  ['before it stages', { type: 'phase-started', phase: 'stage' }],
  ['while it stages', { type: 'staged' }],
  ['before it builds', { type: 'phase-started', phase: 'build' }],
  ['while it builds', { type: 'built' }],
  ['before it verifies', { type: 'phase-started', phase: 'verify' }],
  ['before it publishes', { type: 'phase-started', phase: 'publish' }],
])('an owner that is paused past its lease %s changes nothing when it wakes', async ([, pauseAt]) => {
  await using target = await createDatabase()
  await target.query(EXISTING)
  await using owner = await ownerOf(target, pauseAt)
  await owner.paused
  await until('the lease is over', () => isOver(target))
  const options = { mode: 'append', verify: 'full' } as const
  expect(await migrateSql(target, FILE, { uri: URI, options })).toMatchObject({ outcome: 'published', rows: 5 })
  const [state] = await target.query(STATE)
  expect(state).toMatchObject({ log: ['0', '1', '2', '3'], staging: null, migrations: [{ claim: 2 }] })

  owner.child.kill('SIGCONT')
  expect(['migration-running', 'target-connection-lost']).toContain((await owner.report)?.error?.code)
  expect(await target.query(STATE)).toEqual([state])
})

test('an owner that is paused within its publish is ended, and the file is there once', async () => {
  await using target = await createDatabase()
  await target.query(EXISTING)
  await using gate = await closeGate(target)
  await using owner = await ownerOf(target, null, [AT_GATE])
  await gate.reached()
  owner.child.kill('SIGSTOP')
  await until('the lease is over', () => isOver(target))
  const options = { mode: 'append' } as const
  expect(await migrateSql(target, FILE, { uri: URI, options })).toMatchObject({ outcome: 'published', rows: 5 })
  const [state] = await target.query(STATE)
  await gate.open()
  owner.child.kill('SIGCONT')
  expect(['migration-running', 'target-connection-lost']).toContain((await owner.report)?.error?.code)
  expect(await target.query(STATE)).toEqual([state])
})

test('while a duplicate waits for its owner, that crashes: the file is published once', async () => {
  await using target = await createDatabase()
  await target.query(EXISTING)
  await using gate = await closeGate(target)
  await using owner = await ownerOf(target, null, [AT_GATE])
  await gate.reached()
  const duplicate = async () => await migrateSql(target, FILE, { uri: URI, options: { mode: 'append' } })
  const refused = await duplicate()
  expect(refused.error).toMatchObject({
    code: 'migration-running',
    holder: {
      owner: expect.stringMatching(/^session \d+$/) as string,
      kind: 'session',
      until: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      seconds: expect.any(Number) as number,
    },
  })
  const { seconds } = refused.error!.holder!
  expect(seconds).toBeGreaterThan(0)
  expect(seconds).toBeLessThanOrEqual(LEASE)

  const waiting = duplicate()
  owner.child.kill('SIGKILL')
  expect(await owner.report).toBeNull()
  expect(await waiting).toMatchObject({ outcome: 'published', rows: 5 })
  expect(await target.query('SELECT n FROM s.log ORDER BY n')).toEqual(['0', '1', '2', '3'].map((n) => ({ n })))
  expect(await duplicate()).toMatchObject({ outcome: 'already-published' })
})

test('a lease is renewed while the working connection is inside a long statement', async () => {
  await using target = await createDatabase()
  await using gate = await closeGate(target)
  const first = migrateSql(target, FILE, { options: { before: [AT_GATE] }, leaseSeconds: 0.9 })
  await gate.reached()
  const lease = async () => {
    const [row] = await target.query<{ until: Date; isOver: boolean }>(
      'SELECT lease_until AS until, lease_until < clock_timestamp() AS "isOver" FROM litelift.lease',
    )
    return row!
  }
  const early = await lease()
  await until('it was renewed past its first end', async () => +(await lease()).until - +early.until > 2000)
  expect(await lease()).toMatchObject({ isOver: false })
  // The connection that renews, not the one that waits at the gate.
  const ended = await target.admin(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name ~ '^litelift [0-9a-f]{16} 1$' AND state = 'idle' AND datname = current_database()`,
  )
  expect(ended).toHaveLength(1)
  const then = await lease()
  await until('it is renewed on another one', async () => +(await lease()).until - +then.until > 1000)
  expect((await migrateSql(target, FILE)).error).toMatchObject({ code: 'migration-running' })
  await gate.open()
  expect(await first).toMatchObject({ outcome: 'published' })
  // Although a renewal may have come after its end.
  expect(await migrateSql(target, FILE)).toMatchObject({ outcome: 'already-published' })
})
