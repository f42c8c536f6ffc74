import { expect, test } from 'vitest'
import type { Reject } from '../../engine/target/ledger/rejects.ts'
import {
  forgetRejects,
  NO_REJECTS,
  readRejects,
  recordRejects,
  summariseRejects,
} from '../../engine/target/ledger/rejects.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import { prepareLedger } from '../../engine/target/ledger/prepare-ledger.ts'
import { transaction } from '../../engine/target/query.ts'
import { createDatabase } from '../database.ts'

const INSERT = `INSERT INTO litelift.migration (id, source, version, target_schema, mode, state)
                VALUES ('m', 'f', 'v', 's', 'append', 'running'), ('other', 'f', 'w', 's', 'append', 'running')`

function reject(table: string, rowid: bigint, reason = 'is no number'): Reject {
  return { table, rowid: String(rowid), column: 'price', value: 'x', sqlstate: null, reason }
}

async function all(rejects: AsyncIterable<Reject>): Promise<Reject[]> {
  const found: Reject[] = []
  for await (const one of rejects) found.push(one)
  return found
}

test('rejects come back by table and rowid, page by page, with 64-bit rowids', async () => {
  await using database = await createDatabase()
  await using connection = await connect(database.settings, 'test')
  const { client } = connection
  await prepareLedger(client)
  await database.query(INSERT)
  const many = Array.from({ length: 2000 }, (_, i) => reject('b', BigInt(2 * i)))
  const limits = [reject('B', 2n ** 63n - 1n), reject('B', -(2n ** 63n)), reject('B', 0n, 'is too long')]
  await recordRejects(client, 'm', [...many.toReversed(), ...limits])
  await recordRejects(client, 'other', [reject('b', 1n)])
  await recordRejects(client, 'm', [])

  expect(await all(readRejects(client, 'm'))).toEqual([limits[1], limits[2], limits[0], ...many])
  expect(await all(readRejects(client, 'm', { table: 'B' }))).toHaveLength(3)
  expect(await summariseRejects(client, 'm')).toEqual({
    first: [limits[1], limits[2], limits[0], ...many.slice(0, 17)],
    rows: 2003,
    byTable: [
      { table: 'B', rows: 3 },
      { table: 'b', rows: 2000 },
    ],
    byReason: [
      { table: 'b', column: 'price', sqlstate: null, reason: 'is no number', rows: 2000 },
      { table: 'B', column: 'price', sqlstate: null, reason: 'is no number', rows: 2 },
      { table: 'B', column: 'price', sqlstate: null, reason: 'is too long', rows: 1 },
    ],
  })
  await forgetRejects(client, 'm')
  expect(await summariseRejects(client, 'm')).toEqual(NO_REJECTS)
  expect(await all(readRejects(client, 'other'))).toHaveLength(1)
})

test('rejects commit and roll back with the transaction that they are recorded in; a row keeps its first one', async () => {
  await using database = await createDatabase()
  await using connection = await connect(database.settings, 'test')
  const { client } = connection
  await prepareLedger(client)
  await database.query(INSERT)
  const failed = transaction(client, async () => {
    await recordRejects(client, 'm', [reject('t', 1n)])
    throw new Error('refused after all')
  })
  await expect(failed).rejects.toThrow('refused after all')
  expect(await all(readRejects(client, 'm'))).toEqual([])
  await recordRejects(client, 'm', [reject('t', 1n, 'first')])
  await recordRejects(client, 'm', [reject('t', 1n, 'second')])
  expect(await all(readRejects(client, 'm'))).toEqual([reject('t', 1n, 'first')])
})
