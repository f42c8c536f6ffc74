import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect } from '../../engine/target/connection/connect.ts'
import { startPostgres } from '../../local/postgres/postgres.ts'
import { createDatabase } from '../database.ts'
import { scratchOfFile } from '../scratch.ts'
import { migrateSql } from './migrate-sql.ts'

const { path: scratch } = scratchOfFile({ open: true })
const FILE = 'CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)'

test('a server that follows another one is tried again, and takes the file once it is promoted', async () => {
  const options = { directory: join(scratch, 'standby'), settings: { fsync: 'off' } }
  const primary = await startPostgres(options)
  await primary.stop()
  writeFileSync(join(primary.directory, 'standby.signal'), '')
  await using standby = await startPostgres({ ...options, temporary: true })
  const target = { settings: standby.superuser }
  expect(await migrateSql(target, FILE)).toMatchObject({ error: { code: 'target-standby', kind: 'again' } })
  {
    await using connection = await connect(standby.superuser, 'litelift tests')
    await connection.client.query('SELECT pg_promote()')
  }
  expect(await migrateSql(target, FILE)).toMatchObject({ outcome: 'published' })
})

test('one that stops taking writes meanwhile is tried again; one that takes none by configuration is not', async () => {
  await using target = await createDatabase()
  const { database } = target.settings
  let changed: Promise<unknown> | undefined
  const report = await migrateSql({ settings: target.settings }, FILE, {
    listener: (event) => {
      if (event.type === 'phase-started' && event.phase === 'inspect')
        changed = target.admin(`ALTER DATABASE ${database} SET default_transaction_read_only = on`)
    },
  })
  await changed
  expect(report).toMatchObject({ error: { code: 'target-standby', kind: 'again' } })
  expect(await migrateSql(target, FILE)).toMatchObject({ error: { code: 'target-read-only', kind: 'target' } })
})
