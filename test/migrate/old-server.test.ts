import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { migrateSql } from './migrate-sql.ts'

test('target-too-old: a server from before PostgreSQL 14', async ({ skip }) => {
  await using target = await createDatabase()
  const [server] = await target.query<{ version: number }>(
    "SELECT current_setting('server_version_num')::int AS version",
  )
  if (server!.version >= 140_000) skip('npm run test:postgres -- 13 test/migrate/old-server.test.ts has such a server')
  const { error } = await migrateSql(target, 'CREATE TABLE t (n INTEGER)')
  expect(error).toMatchObject({ code: 'target-too-old', kind: 'target', message: 'The server is PostgreSQL 13.' })
  expect(await target.query("SELECT nspname FROM pg_namespace WHERE nspname = 'litelift'")).toEqual([])
})
