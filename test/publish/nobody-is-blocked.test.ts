import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { connect } from '../../engine/target/connection/connect.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { until } from '../until.ts'

const ROWS = 200_000
const FILE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, said TEXT);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
  INSERT INTO t SELECT i, 'file ' || i FROM n`

const EXISTING = `
  CREATE SCHEMA s; CREATE TABLE s.t (id bigint PRIMARY KEY, said text);
  INSERT INTO s.t SELECT i, 'old ' || i FROM generate_series(1, ${ROWS}) i`

/** Milliseconds that the longest of the statements took, one after another, until the work is done. */
async function longest(target: TestDatabase, sql: () => string, work: Promise<unknown>): Promise<number> {
  await using connection = await connect(target.settings, 'an application')
  let most = 0
  let ended = false
  void work.finally(() => (ended = true))
  while (!ended) {
    const started = performance.now()
    await connection.client.query(sql())
    most = Math.max(most, performance.now() - started)
    await sleep(5)
  }
  return most
}

test.for(['append', 'upsert', 'truncate', 'mirror'] as const)(
  'while %s fills a table its readers go on',
  async (mode) => {
    await using target = await createDatabase()
    await target.query(EXISTING)
    const migration = migrateSql(target, FILE, { options: { mode } })
    const waited = await longest(target, () => 'SELECT said FROM s.t WHERE id = 1', migration)
    expect(await migration).toMatchObject({ outcome: 'published' })
    expect(waited).toBeLessThan(1000)
  },
)

test('while append fills a table its writers go on', async () => {
  await using target = await createDatabase()
  await target.query(EXISTING)
  let next = 10 * ROWS
  const migration = migrateSql(target, FILE, { options: { mode: 'append' } })
  const waited = await longest(target, () => `INSERT INTO s.t VALUES (${next++}, 'application')`, migration)
  expect(await migration).toMatchObject({ outcome: 'published' })
  expect(waited).toBeLessThan(1000)
})

test.for(['replace', 'upsert', 'truncate', 'mirror'] as const)(
  'with %s writers in another order are never ended, and neither is the migration',
  async (mode) => {
    await using target = await createDatabase()
    await target.query(
      'CREATE SCHEMA s; CREATE TABLE s.a (id bigint PRIMARY KEY, n bigint); CREATE TABLE s.b (id bigint PRIMARY KEY, n bigint); INSERT INTO s.a VALUES (1, 1); INSERT INTO s.b VALUES (1, 1)',
    )
    const file =
      'CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER); CREATE TABLE b (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO a VALUES (1, 2); INSERT INTO b VALUES (1, 2)'
    let ended = false
    const writer = async (first: string, second: string) => {
      await using connection = await connect(target.settings, 'an application')
      while (!ended) {
        await connection.client.query(`BEGIN; UPDATE s.${first} SET n = n + 1`)
        await sleep(20)
        await connection.client.query(`UPDATE s.${second} SET n = n + 1; COMMIT`)
        await sleep(Math.random() * 60)
      }
    }
    const writers = Promise.all([writer('b', 'a')])
    const migration = migrateSql(target, file, { options: { mode } })
    void migration.finally(() => (ended = true))
    await expect(writers).resolves.toBeDefined()
    expect(await migration).toMatchObject({ outcome: 'published' })
  },
)

test('behind a publish that waits for a lock a reader waits no longer than a moment, and it publishes when the lock is free', async () => {
  await using target = await createDatabase()
  await target.query('CREATE SCHEMA s; CREATE TABLE s.t (id bigint PRIMARY KEY, said text)')
  await using holder = await connect(target.settings, 'an idle reader')
  await holder.client.query('BEGIN; SELECT FROM s.t')
  const migration = migrateSql(target, FILE, { options: { mode: 'replace', onOldSnapshot: 'publish' } })
  await until(
    'publish waits',
    async () =>
      (await target.admin("SELECT FROM pg_locks WHERE NOT granted AND relation = 's.t'::regclass")).length > 0,
  )
  const waited = longest(target, () => 'SELECT FROM s.t LIMIT 1', sleep(2500))
  expect(await waited).toBeLessThan(1000)
  await holder.client.query('COMMIT')
  expect(await migration).toMatchObject({ outcome: 'published' })
})

test.for([
  [
    'a session',
    'BEGIN; UPDATE s.t SET said = said',
    'COMMIT',
    /the session \d+ \(an idle writer\), in a transaction for \d+ s, holds s\.t/,
  ],
] as const)('what %s holds for longer than a minute is named', async ([, hold, release, named]) => {
  await using target = await createDatabase()
  await target.query(EXISTING)
  await using holder = await connect(target.settings, 'an idle writer')
  await holder.client.query(hold)
  const report = await migrateSql(target, FILE, { options: { mode: 'mirror' } })
  expect(report.error).toMatchObject({
    code: 'target-busy',
    kind: 'again',
    message: expect.stringMatching(named) as string,
  })
  await holder.client.query(release)
  expect(await migrateSql(target, FILE, { options: { mode: 'mirror' } })).toMatchObject({ outcome: 'published' })
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
  await until(
    'publish waits for staging',
    async () => (await target.admin("SELECT FROM pg_locks WHERE NOT granted AND locktype = 'relation'")).length > 0,
  )
  expect(await longest(target, () => 'SELECT FROM s.t LIMIT 1', sleep(1500))).toBeLessThan(300)
  await backup.client.query('COMMIT')
  expect(await migration).toMatchObject({ outcome: 'published' })
})
