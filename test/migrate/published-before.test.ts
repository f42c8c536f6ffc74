import { expect, test } from 'vitest'
import { headline } from '../../engine/report/headline.ts'
import { moment } from '../../engine/report/moment.ts'
import { renderReport } from '../../engine/report/page/page.ts'
import { createDatabase } from '../database.ts'
import { migrateSql } from './migrate-sql.ts'

const FILE = `
  CREATE TABLE customer (id INTEGER PRIMARY KEY); INSERT INTO customer VALUES (1), (2);
  CREATE TABLE "order" (id INTEGER PRIMARY KEY); INSERT INTO "order" VALUES (7);
  CREATE TABLE kept (id INTEGER PRIMARY KEY); INSERT INTO kept VALUES (1);
  CREATE TABLE idle (id INTEGER PRIMARY KEY);`

test('a version that was published before is told with when that was, and its numbers are those of then', async () => {
  await using target = await createDatabase()
  const first = await migrateSql(target, FILE)
  const again = await migrateSql(target, FILE)
  expect(again).toMatchObject({ outcome: 'already-published', rows: 4, notes: [] })
  // The ledger's report is written a moment before the transaction that it is part of has ended.
  expect(Date.parse(first.publishedAt!) - Date.parse(again.publishedAt!)).toBeLessThan(10_000)
  expect(headline(again)).toBe(`Nothing to do: this version of the file was published on ${moment(again.publishedAt!)}`)
  expect(renderReport(again)).toContain('; the numbers are those of then</dd>')
})

test('tables that got rows then, and are empty or missing now, are named', async () => {
  await using target = await createDatabase()
  await migrateSql(target, FILE)
  await target.query('DELETE FROM s.customer; DROP TABLE s."order"; DROP TABLE s.idle')
  const again = await migrateSql(target, FILE)
  const when = moment(again.publishedAt!)
  expect(again.outcome).toBe('already-published')
  expect(again.notes).toEqual([
    {
      code: 'published-rows-gone',
      table: 'customer',
      message: `customer held 2 rows of the file on ${when}, and is empty now. The same file once more takes \`--again\` (\`again\`).`,
    },
    {
      code: 'published-rows-gone',
      table: 'order',
      message: `order held 1 row of the file on ${when}, and is not there now. The same file once more takes \`--again\` (\`again\`).`,
    },
  ])
  expect(headline(again)).toBe(
    `Nothing was done: this version of the file was published on ${when}; since then 2 of its 4 tables were emptied or dropped`,
  )
  expect(renderReport(again)).not.toContain('is in PostgreSQL')
  expect(await migrateSql(target, FILE, { again: true })).toMatchObject({ outcome: 'published', notes: [] })
})

test('nothing is said of tables that the role may not read, nor where somebody holds one', async () => {
  await using target = await createDatabase()
  await migrateSql(target, FILE)
  await target.query('TRUNCATE s.customer, s."order"; REVOKE SELECT ON s.customer FROM CURRENT_USER')
  expect(await migrateSql(target, FILE)).toMatchObject({ outcome: 'already-published', notes: [{ table: 'order' }] })
  await target.admin('BEGIN; LOCK TABLE s."order"')
  expect(await migrateSql(target, FILE)).toMatchObject({ outcome: 'already-published', notes: [], error: null })
  await target.admin('ROLLBACK')
})

test('of a report that an earlier version kept, the time is when it ended', async () => {
  await using target = await createDatabase()
  const { startedAt, seconds } = await migrateSql(target, FILE)
  await target.query(`UPDATE litelift.migration SET published = published - 'publishedAt'`)
  const { publishedAt } = await migrateSql(target, FILE)
  expect(publishedAt).not.toBeNull()
  expect(Date.parse(publishedAt!) - Date.parse(startedAt)).toBeLessThanOrEqual(Math.round(seconds * 1000) + 1)
})
