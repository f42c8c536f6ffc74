import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'

test('the report of a migration that failed says of no row, view or trigger that it arrived', async () => {
  await using target = await createDatabase()
  await target.query('CREATE SCHEMA s; CREATE TABLE s.a (id bigint PRIMARY KEY, n int CHECK (n > 0))')
  const file = `
    CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER); CREATE TABLE b (id INTEGER PRIMARY KEY);
    CREATE VIEW v AS SELECT id FROM b;
    INSERT INTO a VALUES (1, 1), (2, 0); INSERT INTO b VALUES (1)`
  const report = await migrateSql(target, file)
  expect(report).toMatchObject({ outcome: 'failed', rows: 3, rejects: { rows: 1 }, views: [], triggers: [] })
  const none = { inserted: 0, updated: 0, unchanged: 0, skipped: 0, deleted: 0 }
  expect(report.tables).toMatchObject([
    { rows: 2, rejected: 1, ...none },
    { rows: 1, rejected: 0, ...none },
  ])
})
