import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { connect } from '../../engine/target/connection/connect.ts'
import { lockTables } from '../../engine/publish/lock-tables.ts'
import { untilFree } from '../../engine/publish/until-free.ts'
import { transaction } from '../../engine/target/query.ts'
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
  const state = { ended: false }
  void work.finally(() => (state.ended = true))
  while (!state.ended) {
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
  await until(
    'publish waits for staging',
    async () => (await target.admin("SELECT FROM pg_locks WHERE NOT granted AND locktype = 'relation'")).length > 0,
  )
  expect(await longest(target, () => 'SELECT FROM s.t LIMIT 1', sleep(1500))).toBeLessThan(300)
  await backup.client.query('COMMIT')
  expect(await migration).toMatchObject({ outcome: 'published' })
})
