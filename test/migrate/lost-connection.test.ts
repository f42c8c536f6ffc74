import { once } from 'node:events'
import { connect as connectSocket, createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import type { ConnectionSettings } from '../../engine/target/settings.ts'
import { createDatabase } from '../database.ts'
import { AT_GATE, closeGate } from '../gate.ts'
import { until } from '../until.ts'
import { migrateSql } from './migrate-sql.ts'

const FILE = 'CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1), (2)'
const OPTIONS = { options: { before: [AT_GATE] } }
const LOST = { outcome: 'failed', error: { code: 'target-connection-lost', kind: 'again' } }

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
  const migration = migrateSql({ settings: { ...target.settings, port: network.port } }, FILE, OPTIONS)
  await gate.reached()
  network.cut()
  expect(await migration).toMatchObject(LOST)
  // The server notices when it wants to answer.
  await gate.open()
  await until('the session has ended', async () => (await target.admin(`SELECT ${SESSIONS}`)).length === 0)
  expect(await target.query("SELECT to_regclass('s.t') AS there")).toEqual([{ there: null }])
  expect(await migrateSql(target, FILE, OPTIONS)).toMatchObject({ outcome: 'published', rows: 2 })
})

/** A way to the server that can be cut. */
async function networkTo({ host, port }: ConnectionSettings): Promise<AsyncDisposable & { port: number; cut(): void }> {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connectSocket(port, host)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      // The other end says what matters.
      one.on('error', () => undefined)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    async [Symbol.asyncDispose]() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
