import { once } from 'node:events'
import { connect as connectSocket, createServer, type AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { connect } from '../../engine/target/connection/connect.ts'
import type { ConnectionSettings } from '../../engine/target/settings.ts'
import { digestTarget } from '../../engine/verify/digest/digest-target.ts'
import { createDatabase } from '../database.ts'

/** As kinds.ts numbers them: an integer, a text. */
const COLUMNS = [
  { kind: 1, field: 0 },
  { kind: 5, field: 1 },
]
const ROWS = 40

/** A way to the server by which its answers come in pieces of that many bytes. */
async function pieces(settings: ConnectionSettings, size: number): Promise<AsyncDisposable & { port: number }> {
  const server = createServer((near) => {
    const far = connectSocket(settings.port, settings.host)
    near.setNoDelay(true)
    near.pipe(far)
    near.on('error', () => far.destroy())
    void (async () => {
      for await (const chunk of far as AsyncIterable<Buffer>) {
        for (let at = 0; at < chunk.length; at += size) {
          near.write(chunk.subarray(at, at + size))
          await setImmediate()
        }
      }
      near.end()
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}

test.for([1, 2, 3, 5, 7, 64, 65_536])('rows are read whole from pieces of %i bytes, beside notices', async (size) => {
  await using target = await createDatabase()
  await target.query(`
    CREATE SCHEMA app; CREATE TABLE app.t AS SELECT i::bigint AS id, repeat('x', i) AS a FROM generate_series(1, ${ROWS}) i;
    CREATE FUNCTION app.told(n bigint) RETURNS bigint LANGUAGE plpgsql AS
      $$ BEGIN RAISE NOTICE 'row %', n; RETURN CASE n WHEN current_setting('app.fails', true)::bigint THEN n / 0 ELSE n END; END $$`)
  await using holding = await connect(target.settings, 'litelift tests')
  await holding.client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
  const { rows } = await holding.client.query<{ snapshot: string }>('SELECT pg_export_snapshot() AS snapshot')
  await using way = await pieces(target.settings, size)
  await using through = await connect({ ...target.settings, port: way.port }, 'litelift tests')
  const digest = (sql: string, { client } = through) =>
    digestTarget(
      client,
      {
        kind: 'digest-target',
        settings: target.settings,
        applicationName: 'litelift tests',
        snapshot: rows[0]!.snapshot,
        sql,
        columns: COLUMNS,
        name: 'app.t',
      },
      new AbortController().signal,
    )
  await using plain = await connect(target.settings, 'litelift tests')
  const expected = await digest('SELECT id, a FROM app.t', plain)
  expect(expected?.rows).toBe(BigInt(ROWS))
  expect(await digest('SELECT app.told(id), a FROM app.t')).toEqual(expected)
  expect(await digest('SELECT id, a FROM app.t WHERE false')).toMatchObject({ rows: 0n, a: 0n, b: 0n })

  await through.client.query("SET app.fails = '30'")
  await expect(digest('SELECT app.told(id), a FROM app.t')).rejects.toMatchObject({
    message: expect.stringContaining('division by zero') as string,
  })
  // The connection goes on, with what belongs to it.
  await through.client.query("ROLLBACK; SET app.fails = '0'")
  expect(await digest('SELECT app.told(id), a FROM app.t')).toEqual(expected)
  // A numeric is no integer: the rest of its COPY is not waited for.
  expect(await digest('SELECT id::numeric, a FROM app.t')).toBeNull()
})
