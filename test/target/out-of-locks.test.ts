import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect } from '../../engine/target/connection/connect.ts'
import { fromServer } from '../../engine/target/server-error.ts'
import { startPostgres } from '../../local/postgres/postgres.ts'
import { scratchOfFile } from '../scratch.ts'

const { path: scratch } = scratchOfFile({ open: true })

/** On a server of its own: the table of locks is the whole server's, and the tests next door want some too. */
test('a server without room for more locks is no case for another try', async () => {
  await using server = await startPostgres({
    directory: join(scratch, 'few-locks'),
    temporary: true,
    settings: { fsync: 'off', max_locks_per_transaction: '10', max_connections: '10' },
  })
  await using connection = await connect(server.superuser, 'litelift tests')
  const tables = connection.client.query(
    `DO $$ BEGIN FOR i IN 1 .. 100000 LOOP EXECUTE format('CREATE TEMP TABLE t%s ()', i); END LOOP; END $$`,
  )
  const error: unknown = await tables.catch((thrown: unknown) => thrown)

  expect(fromServer(error)).toMatchObject({
    code: 'target-out-of-locks',
    kind: 'target',
    hint: expect.stringContaining('max_locks_per_transaction') as string,
  })
})
