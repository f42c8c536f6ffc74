import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { AT_GATE, closeGate } from '../gate.ts'
import { networkTo } from '../network.ts'
import { until } from '../until.ts'
import { migrateSql } from './migrate-sql.ts'

const FILE = 'CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1), (2)'
const OPTIONS = { options: { before: [AT_GATE] } }
const LOST = { outcome: 'failed-retryable', error: { code: 'target-connection-lost', kind: 'again' } }

const SESSIONS = `FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'litelift %' AND application_name <> 'litelift tests'`

test('a session that the server ends within publish has published nothing, and the next try does', async () => {
  await using target = await createDatabase()
  await using gate = await closeGate(target)
  const migration = migrateSql(target, FILE, OPTIONS)
  await gate.reached()
  await target.admin(`SELECT pg_terminate_backend(pid) ${SESSIONS}`)
  expect(await migration).toMatchObject(LOST)
  expect(await target.query("SELECT to_regclass('s.t') AS there")).toEqual([{ there: null }])
  await gate.open()
  expect(await migrateSql(target, FILE, OPTIONS)).toMatchObject({ outcome: 'published', rows: 2 })
})

test('nor has one whose network goes away', async () => {
  await using target = await createDatabase()
  await using network = await networkTo(target.settings)
  await using gate = await closeGate(target)
  const migration = migrateSql(network, FILE, OPTIONS)
  await gate.reached()
  network.cut()
  expect(await migration).toMatchObject(LOST)
  // The server notices while the statement waits.
  await until('the session has ended', async () => (await target.admin(`SELECT ${SESSIONS}`)).length === 0)
  expect(await target.query("SELECT to_regclass('s.t') AS there")).toEqual([{ there: null }])
  await gate.open()
  expect(await migrateSql(target, FILE, OPTIONS)).toMatchObject({ outcome: 'published', rows: 2 })
})
