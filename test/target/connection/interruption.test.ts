import { expect, test } from 'vitest'
import { connect } from '../../../engine/target/connection/connect.ts'
import { heed } from '../../../engine/target/connection/interruption.ts'
import { execute, query, transaction } from '../../../engine/target/query.ts'
import { createDatabase } from '../../database.ts'
import { networkTo } from '../../network.ts'
import { until } from '../../until.ts'

const INTERRUPTED = { code: 'migration-interrupted', kind: 'again' }

/** Longer than any test. */
const SLEEP = 'SELECT pg_sleep(600)'

const asleep = (target: { admin: (sql: string) => Promise<unknown[]> }) => async () =>
  (await target.admin(`SELECT FROM pg_stat_activity WHERE query = '${SLEEP}' AND datname = current_database()`))
    .length === 1

test('a signal ends the running statement, and no other begins before the end of the scope', async () => {
  await using target = await createDatabase()
  await using connection = await connect(target.settings, 'litelift tests')
  const { client } = connection
  const controller = new AbortController()
  {
    await using _ = heed(connection, controller.signal)
    const sleeping = transaction(client, () => execute(client, SLEEP))
    await until('the statement runs', asleep(target))
    controller.abort()
    await expect(sleeping).rejects.toMatchObject(INTERRUPTED)
    await expect(execute(client, 'SELECT 1')).rejects.toMatchObject(INTERRUPTED)
  }
  expect(await query(client, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
})

test('a signal that fired before lets nothing begin', async () => {
  await using target = await createDatabase()
  await using connection = await connect(target.settings, 'litelift tests')
  await using _ = heed(connection, AbortSignal.abort())
  await expect(execute(connection.client, 'SELECT 1')).rejects.toMatchObject(INTERRUPTED)
})

test('within its grace a statement may end', async () => {
  await using target = await createDatabase()
  await using connection = await connect(target.settings, 'litelift tests')
  const controller = new AbortController()
  await using _ = heed(connection, controller.signal, { grace: 5000 })
  const sleeping = query(connection.client, 'SELECT pg_sleep(0.5) IS NOT NULL AS slept')
  controller.abort()
  expect(await sleeping).toEqual([{ slept: true }])
})

test('a statement that is left goes on without this side', async () => {
  await using target = await createDatabase()
  await using connection = await connect(target.settings, 'litelift tests')
  await execute(
    connection.client,
    'SET client_connection_check_interval = 0; CREATE SCHEMA app; CREATE TABLE app.t (n int)',
  )
  const controller = new AbortController()
  await using _ = heed(connection, controller.signal, { by: 'leave' })
  const inserting = execute(connection.client, 'INSERT INTO app.t SELECT 1 FROM pg_sleep(2)')
  await until(
    'the statement runs',
    async () =>
      (await target.admin("SELECT FROM pg_stat_activity WHERE query LIKE 'INSERT INTO app.t%' AND state = 'active'"))
        .length === 1,
  )
  controller.abort()
  await expect(inserting).rejects.toMatchObject(INTERRUPTED)
  await until('the row is there', async () => (await target.query('SELECT FROM app.t')).length === 1)
})

test('a server that cannot be asked to cancel is hung up on', async () => {
  await using target = await createDatabase()
  await using network = await networkTo(target.settings)
  await using connection = await connect(network.settings, 'litelift tests')
  const controller = new AbortController()
  await using _ = heed(connection, controller.signal)
  const sleeping = execute(connection.client, SLEEP)
  await until('the statement runs', asleep(target))
  network.swallow()
  controller.abort()
  await expect(sleeping).rejects.toMatchObject(INTERRUPTED)
  network.cut()
})
