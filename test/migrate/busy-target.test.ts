import { expect, test } from 'vitest'
import { connect } from '../../engine/target/connection/connect.ts'
import { createDatabase } from '../database.ts'
import { migrateSql } from './migrate-sql.ts'

const FILE = 'CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1)'
const BUSY = { outcome: 'failed-retryable', error: { code: 'target-busy', kind: 'again' } }

test('a role that may open no connection, or only one, can be tried again', async () => {
  await using target = await createDatabase()
  const { user } = target.settings
  for (const limit of [0, 1]) {
    await target.admin(`ALTER ROLE ${user} CONNECTION LIMIT ${limit}`)
    expect(await migrateSql(target, FILE)).toMatchObject(BUSY)
  }
  await target.admin(`ALTER ROLE ${user} CONNECTION LIMIT -1`)
  expect(await migrateSql(target, FILE)).toMatchObject({ outcome: 'published', rows: 1 })
})

test('a table that another session holds can be tried again, when one does not want to wait for it', async () => {
  await using target = await createDatabase()
  await target.query('CREATE SCHEMA s; CREATE TABLE s.t (n bigint)')
  const options = { before: ['LOCK TABLE t IN ACCESS EXCLUSIVE MODE NOWAIT'] }
  {
    await using holder = await connect(target.settings, 'litelift tests')
    await holder.client.query('BEGIN; SELECT FROM s.t')
    expect(await migrateSql(target, FILE, { options })).toMatchObject(BUSY)
  }
  expect(await migrateSql(target, FILE, { options })).toMatchObject({ outcome: 'published' })
  expect(await target.query('SELECT n FROM s.t')).toEqual([{ n: '1' }])
})
