import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { connect } from '../../engine/target/connection/connect.ts'
import { compareTables } from '../../engine/verify/compare.ts'
import { sqliteOn } from '../in-process.ts'
import { planOf, twoSides } from './two-sides.ts'

const ROWS = 200_000
const plan = planOf('t', { a: 'bigint', b: 'text', c: 'double', d: 'timestamp', e: 'text' })

async function manyRows() {
  const sides = await twoSides()
  sides.file.exec(`
    CREATE TABLE t (a INTEGER, b TEXT, c REAL, d TEXT, e TEXT);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
    INSERT INTO t SELECT i, 'row ' || i, i / 8.0, datetime(i, 'unixepoch'), 'a longer text that repeats in every row' FROM n`)
  await sides.target.query(`
    CREATE TABLE app.t (a bigint, b text, c float8, d timestamp, e text);
    INSERT INTO app.t SELECT i, 'row ' || i, i / 8.0, timestamp '1970-01-01' + i * interval '1 s',
                             'a longer text that repeats in every row' FROM generate_series(1, ${ROWS}) i`)
  return sides
}

test('200,000 rows in bounded memory', async () => {
  await using sides = await manyRows()
  await sides.compare(planOf('t', { a: 'bigint' }))
  const before = process.memoryUsage().rss
  let peak = before
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5)
  const [comparison] = await sides.compare(plan)
  clearInterval(watch)
  expect(comparison).toMatchObject({ rows: { file: ROWS, target: ROWS }, onlyIn: { file: 0, target: 0 } })
  expect(peak - before).toBeLessThan(100 << 20)
})

test.each(['before', 'while the file is read', 'while the target is read'])('interrupted %s', async (when) => {
  await using sides = await manyRows()
  await using connection = await connect(sides.target.settings, 'litelift tests')
  const { client } = connection
  const interruption = new AbortController()
  const reason = new Error('time is up')
  const stop = () => interruption.abort(reason)
  if (when === 'before') stop()
  await using source = await sqliteOn(sides.path)
  const request = {
    ...source,
    client,
    schema: 'app',
    tables: [plan],
    signal: interruption.signal,
    // Asked for when the reading of the file begins.
    rejected: () => {
      if (when === 'while the file is read') stop()
      else void oneMegabyte(client.connection.stream as Socket).then(stop)
      return null
    },
  }
  await expect(compareTables(request)).rejects.toBe(reason)
  expect(client.connection.stream.destroyed).toBe(when === 'while the target is read')
  // The file is free again: an open cursor would refuse this.
  sides.file.exec('DELETE FROM t')
})

/** Waits until so much of the target's rows has come. A listener for `data` would take them away from COPY. */
async function oneMegabyte(socket: Socket): Promise<void> {
  while (socket.bytesRead < 1 << 20 && !socket.destroyed) await setImmediate()
}

test('a table that may not be read is the error of the server, and leaves the connection usable', async () => {
  await using sides = await twoSides()
  sides.file.exec('CREATE TABLE t (a)')
  await sides.target.admin('CREATE TABLE app.t (a bigint)')
  await using connection = await connect(sides.target.settings, 'litelift tests')
  await using source = await sqliteOn(sides.path)
  const request = {
    ...source,
    client: connection.client,
    schema: 'app',
    tables: [planOf('t', { a: 'bigint' })],
  }
  await expect(compareTables(request)).rejects.toMatchObject({ code: 'target-grant-missing' })
  expect((await connection.client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
})

test('rows that a policy hides are an error, not a difference', async () => {
  await using sides = await twoSides()
  sides.file.exec('CREATE TABLE t (a)')
  await sides.target.query(
    'CREATE TABLE app.t (a bigint); ALTER TABLE app.t ENABLE ROW LEVEL SECURITY; ALTER TABLE app.t FORCE ROW LEVEL SECURITY',
  )
  await expect(sides.compare(planOf('t', { a: 'bigint' }))).rejects.toThrow('row-level security')
})
