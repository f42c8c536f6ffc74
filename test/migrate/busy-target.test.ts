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

test.each(['', ' NOWAIT'])(
  'a table that another session holds is waited for by a statement of the user%s, and nobody behind it',
  async (nowait) => {
    await using target = await createDatabase()
    await target.query('CREATE SCHEMA s; CREATE TABLE s.t (n bigint)')
    await using holder = await connect(target.settings, 'litelift tests')
    await holder.client.query('BEGIN; SELECT FROM s.t')
    const running = migrateSql(target, FILE, {
      options: { before: [`LOCK TABLE t IN ACCESS EXCLUSIVE MODE${nowait}`] },
    })
    let longest = 0
    for (const end = performance.now() + 3000; performance.now() < end;) {
      const asked = performance.now()
      await target.query('SELECT FROM s.t')
      longest = Math.max(longest, performance.now() - asked)
    }
    expect(longest).toBeLessThan(1000)
    await holder.client.query('COMMIT')
    expect(await running).toMatchObject({ outcome: 'published' })
    expect(await target.query('SELECT n FROM s.t')).toEqual([{ n: '1' }])
  },
)

test('a server that looks for deadlocks after a millisecond leaves time for the locks', async () => {
  await using target = await createDatabase()
  await target.query('CREATE SCHEMA s; CREATE TABLE s.t (n bigint)')
  await target.admin(`ALTER DATABASE ${target.settings.database} SET deadlock_timeout = '1ms'`)
  expect(await migrateSql(target, FILE, { options: { mode: 'truncate' } })).toMatchObject({ outcome: 'published' })
})
