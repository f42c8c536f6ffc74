import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'

const FILE = `CREATE TABLE log (at INTEGER, "what, when" TEXT);
  INSERT INTO log VALUES (1, 'a'), (1, 'a'), (2, NULL), (3, 'new')`
const TARGET = `CREATE SCHEMA s; CREATE TABLE s.log (at bigint, "what, when" text, kept int DEFAULT 7);
  INSERT INTO s.log VALUES (1, 'a', 1), (2, NULL, 2), (2, NULL, 3), (9, 'old', 4)`

test.for([
  ['upsert', { inserted: 2, updated: 0, unchanged: 2, deleted: 0 }, ['1 a', '1 a', '2', '2', '3 new', '9 old']],
  ['mirror', { inserted: 2, updated: 0, unchanged: 2, deleted: 2 }, ['1 a', '1 a', '2', '3 new']],
] as const)('%s finds equal rows by their number, and leaves them unwritten', async ([mode, counts, rows]) => {
  await using target = await createDatabase()
  await target.query(TARGET)
  const written = 'SELECT xmin::text AS by, kept FROM s.log WHERE kept = 1'
  const before = await target.query(written)
  const report = await migrateSql(target, FILE, { options: { mode } })
  expect(report.error).toBeNull()
  expect(report.tables).toMatchObject([counts])
  const there = await target.query<{ row: string }>(
    `SELECT concat_ws(' ', at, "what, when") AS row FROM s.log ORDER BY 1`,
  )
  expect(there.map(({ row }) => row)).toEqual(rows)
  expect(await target.query(written)).toEqual(before)
})
