import { expect, test } from 'vitest'
import { connect } from '../../../engine/target/connection/connect.ts'
import { execute, transaction } from '../../../engine/target/query.ts'
import { copyBatch } from '../../../engine/stage/copy-batch.ts'
import { createDatabase } from '../../database.ts'
import { networkTo } from '../../network.ts'
import { planOf } from '../../verify/two-sides.ts'

const PATIENCE = { silence: 300, every: 50, answer: 300 }

const LOST = {
  code: 'target-connection-lost',
  kind: 'again',
  message: expect.stringContaining('the server has not answered') as string,
}

test('a statement that runs for long is waited for', async () => {
  await using target = await createDatabase()
  await using connection = await connect(target.settings, 'litelift tests', PATIENCE)
  expect(await execute(connection.client, 'SELECT pg_sleep(1.5)')).toBe(1)
})

test('so is one that waits for a lock', async () => {
  await using target = await createDatabase()
  await using holder = await connect(target.settings, 'litelift tests')
  await holder.client.query('SELECT pg_advisory_lock(1)')
  await using connection = await connect(target.settings, 'litelift tests', PATIENCE)
  const waiting = execute(connection.client, 'SELECT pg_advisory_lock(1)')
  setTimeout(() => void holder.client.query('SELECT pg_advisory_unlock(1)'), 1500)
  expect(await waiting).toBe(1)
})

test('a connection that does nothing is left alone', async () => {
  await using target = await createDatabase()
  await using connection = await connect(target.settings, 'litelift tests', PATIENCE)
  await new Promise((resolve) => setTimeout(resolve, 1000))
  expect(await execute(connection.client, 'SELECT 1')).toBe(1)
})

test.for([
  ['a statement', 'SELECT pg_sleep(0)'],
  ['a COMMIT', 'COMMIT'],
] as const)('%s whose bytes nobody takes fails', async ([, sql]) => {
  await using target = await createDatabase()
  await using network = await networkTo(target.settings)
  await using connection = await connect(network.settings, 'litelift tests', PATIENCE)
  await execute(connection.client, 'BEGIN')
  network.swallow()
  await expect(execute(connection.client, sql)).rejects.toMatchObject({ code: 'target-connection-lost' })
})

test('so does one whose answer is lost, while the server can be asked', async () => {
  await using target = await createDatabase()
  await using network = await networkTo(target.settings)
  await using connection = await connect(network.settings, 'litelift tests', PATIENCE)
  // What asks comes by the way that works.
  Object.assign(connection.config, { port: target.settings.port })
  const sleeping = execute(connection.client, 'SELECT pg_sleep(1)')
  network.swallow()
  await expect(sleeping).rejects.toMatchObject(LOST)
})

test.for([1, 64])('a COPY of %i MB that gets nowhere fails, and nothing of it is there', async (megabytes) => {
  await using target = await createDatabase()
  await using network = await networkTo(target.settings)
  await target.query('CREATE SCHEMA app; CREATE TABLE app.t (body bytea)')
  await using connection = await connect(network.settings, 'litelift tests', PATIENCE)
  Object.assign(connection.config, { port: target.settings.port })
  const rows = function* () {
    const row = Buffer.alloc(2 + 4 + 2 ** 20)
    row.writeInt16BE(1)
    row.writeInt32BE(2 ** 20, 2)
    for (let i = 0; i < megabytes; i++) {
      network.swallow()
      yield row
    }
  }
  const copy = transaction(connection.client, () =>
    copyBatch(connection.client, 'app', planOf('t', { body: 'bytea' }), rows),
  )
  await expect(copy).rejects.toMatchObject(LOST)
  network.cut()
  expect(await target.query('SELECT count(*)::int AS rows FROM app.t')).toEqual([{ rows: 0 }])
})

test('a connection into nowhere is closed in bounded time', async () => {
  await using target = await createDatabase()
  await using network = await networkTo(target.settings)
  const connection = await connect(network.settings, 'litelift tests', PATIENCE)
  network.swallow()
  const started = performance.now()
  await connection[Symbol.asyncDispose]()
  expect(performance.now() - started).toBeGreaterThan(1000)
  network.cut()
})
