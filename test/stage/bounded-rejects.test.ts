import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { stagingOf } from './staging-of.ts'

const ROWS = 12_001
const FILE = `
  CREATE TABLE book (id INTEGER PRIMARY KEY, price TEXT);
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
  INSERT INTO book SELECT i, iif(i % 6000 = 0, i, 'x') FROM n`

test('a batch holds and records at most 5,000 rejects, each in the transaction of its checkpoint', async () => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE, { tables: { book: { columns: { price: { type: 'integer' } } } } })
  await using attempt = await staging.attempt()
  expect(await attempt.stage()).toEqual([5000, 5001, 2000])
  const transactions = 'SELECT count(*)::int AS rejects FROM litelift.reject GROUP BY xmin::text ORDER BY min(rowid)'
  expect(await target.query(transactions)).toEqual([{ rejects: 5000 }, { rejects: 5000 }, { rejects: 1999 }])
  expect(await target.query(`SELECT id::int FROM ${staging.schema}.book ORDER BY id`)).toEqual([
    { id: 6000 },
    { id: 12_000 },
  ])
  expect(await target.query('SELECT rows::int AS dealt, reached, done FROM litelift.checkpoint')).toEqual([
    { dealt: ROWS, reached: String(ROWS), done: true },
  ])
})
