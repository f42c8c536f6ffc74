import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { planSql } from '../publish/foretell.ts'

const FILE = `
  CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT, y TEXT);
  CREATE TABLE b (id INTEGER PRIMARY KEY);
  CREATE TABLE c (id INTEGER PRIMARY KEY, z TEXT);
  INSERT INTO a VALUES (1, 'x', 'y'); INSERT INTO b VALUES (1); INSERT INTO c VALUES (1, 'z')`
const TARGET = `
  CREATE SCHEMA s;
  CREATE TABLE s.a (id bigint PRIMARY KEY);
  CREATE TABLE s.b (id bigint PRIMARY KEY, must text NOT NULL);
  CREATE TABLE s.c (id bigint PRIMARY KEY, z uuid)`

test('what the existing tables lack is said of all tables at once', async () => {
  await using target = await createDatabase()
  await target.query(TARGET)
  const refusal = {
    code: 'target-column-missing',
    subject: { table: 'a', column: 'x' },
    message:
      '3 problems: The existing table a has no column for x of a. The existing table a has no column for y of a. The existing table b wants a value in must, which is NOT NULL without a default, and the file has no such column.',
  }
  await expect(planSql(target, FILE)).rejects.toMatchObject(refusal)
  expect((await migrateSql(target, FILE)).error).toMatchObject(refusal)
})

test('a column that the target lacks does not stop a table without rows', async () => {
  await using target = await createDatabase()
  await target.query(`${TARGET}; INSERT INTO s.a VALUES (9)`)
  const empty = FILE.slice(0, FILE.indexOf('INSERT'))
  for (const mode of ['append', 'upsert', 'mirror'] as const) {
    const report = await migrateSql(target, empty, { options: { mode }, uri: `file:${mode}` })
    expect(report).toMatchObject({ error: null, outcome: 'published' })
    expect(await target.query('SELECT FROM s.a')).toHaveLength(mode === 'mirror' ? 0 : 1)
  }
})
