import { expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../database.ts'
import { networkTo } from '../network.ts'
import { migrateSql } from './migrate-sql.ts'

const FILE = 'CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1), (2)'

/** The COMMIT of the publish: the statement before it asks for its transaction. */
const COMMIT = /^COMMIT$/
const BEFORE_COMMIT = /pg_current_xact_id/

const rows = (target: TestDatabase) => target.query('SELECT n::int FROM s.t ORDER BY n')

test('a COMMIT whose answer is lost was done, and is reported so', async () => {
  await using target = await createDatabase()
  await using network = await networkTo(target.settings)
  let lost: Promise<void> | undefined
  void network.at(BEFORE_COMMIT, () => {
    lost = network.at(COMMIT, 'lose-answer')
    return 'pass'
  })
  expect(await migrateSql(network, FILE)).toMatchObject({ outcome: 'published', error: null, rows: 2 })
  await lost
  expect(await rows(target)).toEqual([{ n: 1 }, { n: 2 }])
  expect(await migrateSql(target, FILE)).toMatchObject({ outcome: 'already-published', rows: 2 })
  expect(await target.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'litelift\\_%'")).toEqual([])
})

test('one that never arrived was not, and the next try does it once', async () => {
  await using target = await createDatabase()
  await using network = await networkTo(target.settings)
  void network.at(BEFORE_COMMIT, () => {
    void network.at(COMMIT, 'reset')
    return 'pass'
  })
  expect(await migrateSql(network, FILE)).toMatchObject({
    outcome: 'failed-retryable',
    error: { code: 'target-connection-lost', kind: 'again' },
  })
  expect(await target.query("SELECT to_regclass('s.t') AS there")).toEqual([{ there: null }])
  expect(await migrateSql(network, FILE)).toMatchObject({ outcome: 'published', rows: 2 })
  expect(await rows(target)).toEqual([{ n: 1 }, { n: 2 }])
})

test('of one that is to end meanwhile the truth is told too', async () => {
  await using target = await createDatabase()
  await using network = await networkTo(target.settings)
  const controller = new AbortController()
  void network.at(BEFORE_COMMIT, () => {
    void network.at(COMMIT, 'lose-answer').then(() => controller.abort())
    return 'pass'
  })
  expect(await migrateSql(network, FILE, { signal: controller.signal })).toMatchObject({ outcome: 'published' })
})
