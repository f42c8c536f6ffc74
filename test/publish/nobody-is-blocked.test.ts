import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { lockTables } from '../../engine/publish/lock-tables.ts'
import { untilFree } from '../../engine/publish/until-free.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import { transaction } from '../../engine/target/query.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { AT_GATE, closeGate } from '../gate.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { until } from '../until.ts'

const FILE = "CREATE TABLE t (id INTEGER PRIMARY KEY, said TEXT); INSERT INTO t VALUES (1, 'file'), (2, 'file')"

const EXISTING =
  "CREATE SCHEMA s; CREATE TABLE s.t (id bigint PRIMARY KEY, said text); INSERT INTO s.t VALUES (1, 'old'), (2, 'file')"

/** Whether somebody waits for a table. */
const waits = (target: TestDatabase) => async () => {
  const waiting = await target.admin(
    "SELECT FROM pg_locks WHERE NOT granted AND locktype = 'relation' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
  )
  return waiting.length > 0
}

test.for(['append', 'upsert', 'truncate', 'mirror'] as const)(
  'while %s fills a table its readers go on',
  async (mode) => {
    await using target = await createDatabase()
    await target.query(EXISTING)
    await using gate = await closeGate(target)
    const migration = migrateSql(target, FILE, { options: { mode, after: [AT_GATE] } })
    await gate.reached()
    expect(await target.query('SELECT said FROM s.t ORDER BY id')).toEqual([{ said: 'old' }, { said: 'file' }])
    await gate.open()
    expect(await migration).toMatchObject({ outcome: 'published' })
  },
)

test('while append fills a table its writers go on', async () => {
  await using target = await createDatabase()
  await target.query(EXISTING)
  await using gate = await closeGate(target)
  const migration = migrateSql(target, FILE, { options: { mode: 'append', after: [AT_GATE] } })
  await gate.reached()
  await target.query("INSERT INTO s.t VALUES (3, 'application'); UPDATE s.t SET said = 'application' WHERE id = 1")
  await gate.open()
  expect(await migration).toMatchObject({ outcome: 'published' })
  expect(await target.query('SELECT said FROM s.t ORDER BY id')).toEqual([
    { said: 'application' },
    { said: 'file' },
    { said: 'application' },
  ])
})

test.for(['replace', 'upsert', 'truncate', 'mirror'] as const)(
  'with %s a writer in another order is never ended, and neither is the migration',
  async (mode) => {
    await using target = await createDatabase()
    await target.query(
      'CREATE SCHEMA s; CREATE TABLE s.a (id bigint PRIMARY KEY, n bigint); CREATE TABLE s.b (id bigint PRIMARY KEY, n bigint); INSERT INTO s.a VALUES (1, 1); INSERT INTO s.b VALUES (1, 1)',
    )
    const file =
      'CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER); CREATE TABLE b (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO a VALUES (1, 2); INSERT INTO b VALUES (1, 2)'
    const state = { ended: false, written: 0 }
    const write = async () => {
      await using connection = await connect(target.settings, 'an application')
      for (; !state.ended; state.written++) {
        await connection.client.query('BEGIN; UPDATE s.b SET n = n + 1')
        await sleep(20)
        await connection.client.query('UPDATE s.a SET n = n + 1; COMMIT')
        await sleep(Math.random() * 60)
      }
    }
    const writer = write()
    await until('the application writes', async () => state.written > 0)
    const migration = migrateSql(target, file, { options: { mode } })
    void migration.finally(() => (state.ended = true))
    await writer
    expect(await migration).toMatchObject({ outcome: 'published' })
  },
)

test('readers get past a publish that waits for a lock, which publishes once the lock is free', async () => {
  await using target = await createDatabase()
  await target.query(EXISTING)
  await using holder = await connect(target.settings, 'an idle reader')
  await holder.client.query('BEGIN; SELECT FROM s.t')
  const migration = migrateSql(target, FILE, { options: { mode: 'replace', onOldSnapshot: 'publish' } })
  for (let times = 0; times < 3; times++) {
    await until('publish waits', waits(target))
    // Behind it in the queue, and past it as soon as it lets go, while the holder still holds.
    await target.query('SELECT FROM s.t')
  }
  await holder.client.query('COMMIT')
  expect(await migration).toMatchObject({ outcome: 'published' })
})

test.for([
  ['a session', 'COMMIT', /the session \d+ \(an idle writer\), in a transaction for \d+ s, holds s\.t/],
  [
    'a prepared transaction',
    "PREPARE TRANSACTION 'left'",
    /the prepared transaction left, in a transaction for \d+ s, holds s\.t/,
  ],
] as const)('%s that holds a table for too long is named', async ([what, then, named]) => {
  await using target = await createDatabase()
  await target.query('CREATE SCHEMA s; CREATE TABLE s.t (id bigint)')
  await using holder = await connect(target.settings, 'an idle writer')
  await holder.client.query('BEGIN; INSERT INTO s.t VALUES (1)')
  if (what === 'a prepared transaction') await holder.client.query(then)
  await using connection = await connect(target.settings, 'litelift')
  const needed = { staged: [], alone: [], shared: ['s.t'] }
  const attempt = () => transaction(connection.client, () => lockTables(connection.client, needed))
  await expect(untilFree(connection.client, needed, attempt, 1000)).rejects.toMatchObject({
    code: 'target-busy',
    kind: 'again',
    message: expect.stringMatching(named) as string,
  })
  await holder.client.query(what === 'a session' ? then : "COMMIT PREPARED 'left'")
  await untilFree(connection.client, needed, attempt, 1000)
})

test('a reader of staging, such as a backup, keeps nobody from the tables of the application', async () => {
  await using target = await createDatabase()
  await target.query(EXISTING)
  await using backup = await connect(target.settings, 'pg_dump')
  const migration = migrateSql(target, FILE, {
    options: { mode: 'replace', onOldSnapshot: 'publish' },
    listener: (event) => {
      // Once staging is there.
      if (event.type === 'phase-started' && event.phase === 'verify')
        void target
          .admin<{ schema: string }>("SELECT nspname AS schema FROM pg_namespace WHERE nspname LIKE 'litelift\\_%'")
          .then(([row]) => backup.client.query(`BEGIN; LOCK TABLE ${row!.schema}.t IN ACCESS SHARE MODE`))
    },
  })
  await until('publish waits for staging', waits(target))
  const held = await target.admin(
    "SELECT mode FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE relation = 's.t'::regclass AND application_name LIKE 'litelift %'",
  )
  expect(held).toEqual([])
  await backup.client.query('COMMIT')
  expect(await migration).toMatchObject({ outcome: 'published' })
})
