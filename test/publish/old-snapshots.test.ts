import { expect, test } from 'vitest'
import { connect } from '../../engine/target/connection/connect.ts'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { until } from '../until.ts'

const FILE = 'CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2), (3)'

const WAITS = `SELECT FROM pg_stat_activity WHERE query LIKE '%backend_xmin%' AND application_name LIKE 'litelift %' AND datname = current_database()`

test.for(['REPEATABLE READ', 'SERIALIZABLE'])(
  'a %s transaction that began before sees no part of a new table',
  async (level) => {
    await using target = await createDatabase()
    await using reader = await connect(target.settings, 'a report')
    await reader.client.query(`BEGIN ISOLATION LEVEL ${level}; SELECT 1`)
    const migration = migrateSql(target, FILE)
    await until('publish waits for the snapshot', async () => (await target.admin(WAITS)).length > 0)
    expect((await reader.client.query("SELECT to_regclass('s.t') AS there")).rows).toEqual([{ there: null }])
    await reader.client.query('COMMIT')
    expect(await migration).toMatchObject({ outcome: 'published' })
  },
)

test('truncate shows an older snapshot all of the old rows', async () => {
  await using target = await createDatabase()
  await target.query('CREATE SCHEMA s; CREATE TABLE s.t (id bigint PRIMARY KEY); INSERT INTO s.t VALUES (7), (8)')
  await using reader = await connect(target.settings, 'a report')
  await reader.client.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1')
  expect(await migrateSql(target, FILE, { options: { mode: 'truncate' } })).toMatchObject({
    outcome: 'published',
    tables: [{ inserted: 3, deleted: 2 }],
  })
  expect((await reader.client.query('SELECT id::int FROM s.t ORDER BY id')).rows).toEqual([{ id: 7 }, { id: 8 }])
})

test('with onOldSnapshot: publish nobody is waited for', async () => {
  await using target = await createDatabase()
  await using reader = await connect(target.settings, 'a report')
  await reader.client.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1')
  expect(await migrateSql(target, FILE, { options: { onOldSnapshot: 'publish' } })).toMatchObject({
    outcome: 'published',
  })
})

test('statements and transactions that begin later hold nobody up', async () => {
  await using target = await createDatabase()
  const state = { ended: false }
  const readers = Array.from({ length: 3 }, async () => {
    await using reader = await connect(target.settings, 'a busy application')
    while (!state.ended)
      await reader.client.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT pg_sleep(0.05); COMMIT')
  })
  const started = performance.now()
  expect(await migrateSql(target, FILE)).toMatchObject({ outcome: 'published' })
  expect(performance.now() - started).toBeLessThan(10_000)
  state.ended = true
  await Promise.all(readers)
})
