import { expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'

const TABLE = 'CREATE TABLE t (id INTEGER PRIMARY KEY, seat TEXT UNIQUE)'

async function seated(...seats: [number, string][]): Promise<TestDatabase> {
  const target = await createDatabase()
  await target.query('CREATE SCHEMA s; CREATE TABLE s.t (id bigint PRIMARY KEY, seat text UNIQUE)')
  for (const seat of seats) await target.query('INSERT INTO s.t VALUES ($1, $2)', seat)
  return target
}

const seats = async (target: TestDatabase) => await target.query('SELECT id::int, seat FROM s.t ORDER BY id')

test('mirror: a unique value passes from a deleted row to an updated one, and from that one to a new one', async () => {
  await using target = await seated([1, 'a'], [2, 'b'], [3, 'c'])
  const file = `${TABLE}; INSERT INTO t VALUES (2, 'a'), (3, 'c'), (4, 'b')`
  expect(await migrateSql(target, file, { options: { mode: 'mirror' } })).toMatchObject({
    error: null,
    outcome: 'published',
    tables: [{ deleted: 1, updated: 1, inserted: 1, unchanged: 1 }],
  })
  expect(await seats(target)).toEqual([
    { id: 2, seat: 'a' },
    { id: 3, seat: 'c' },
    { id: 4, seat: 'b' },
  ])
})

test('mirror: a unique value passes from a deleted row to a new one', async () => {
  await using target = await seated([1, 'a'])
  const report = await migrateSql(target, `${TABLE}; INSERT INTO t VALUES (2, 'a')`, { options: { mode: 'mirror' } })
  expect(report).toMatchObject({ error: null, tables: [{ deleted: 1, inserted: 1 }] })
  expect(await seats(target)).toEqual([{ id: 2, seat: 'a' }])
})

test('upsert: a unique value passes from an updated row to a new one', async () => {
  await using target = await seated([1, 'a'], [9, 'z'])
  const file = `${TABLE}; INSERT INTO t VALUES (1, 'b'), (2, 'a')`
  expect(await migrateSql(target, file, { options: { mode: 'upsert' } })).toMatchObject({
    error: null,
    tables: [{ deleted: 0, updated: 1, inserted: 1, unchanged: 0 }],
  })
  expect(await seats(target)).toEqual([
    { id: 1, seat: 'b' },
    { id: 2, seat: 'a' },
    { id: 9, seat: 'z' },
  ])
})

test('two rows that swap a unique value are refused, with what was being done', async () => {
  await using target = await seated([1, 'a'], [2, 'b'])
  const { error } = await migrateSql(target, `${TABLE}; INSERT INTO t VALUES (1, 'b'), (2, 'a')`, {
    options: { mode: 'upsert' },
  })
  expect(error).toMatchObject({
    code: 'target-refused-values',
    message: expect.stringMatching(/^Bringing the rows into the existing tables: .*SQLSTATE 23505/) as string,
  })
  expect(await seats(target)).toEqual([
    { id: 1, seat: 'a' },
    { id: 2, seat: 'b' },
  ])
})
