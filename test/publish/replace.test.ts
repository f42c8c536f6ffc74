import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'

const FILE = `
  CREATE TABLE a (id INTEGER PRIMARY KEY);
  CREATE TABLE b (id INTEGER PRIMARY KEY);
  CREATE VIEW v AS SELECT id FROM a;
  CREATE VIEW w AS SELECT id FROM b;
  INSERT INTO a VALUES (1); INSERT INTO b VALUES (2)`

test('replace swaps tables and views, and whoever could read them still can', async () => {
  await using target = await createDatabase()
  await target.query(
    `CREATE SCHEMA s; CREATE TABLE s.a (other text); CREATE TABLE s.b (other text);
     CREATE VIEW s.v AS SELECT 'old' AS said; CREATE VIEW s.w AS SELECT 'old' AS said;
     GRANT SELECT ON s.a, s.b, s.v, s.w TO PUBLIC`,
  )
  const report = await migrateSql(target, FILE, { options: { mode: 'replace' } })
  expect(report).toMatchObject({ error: null, views: [{ action: 'replace' }, { action: 'replace' }] })
  expect(await target.query('SELECT v.id::int AS v, w.id::int AS w FROM s.v, s.w')).toEqual([{ v: 1, w: 2 }])
  const grants = `SELECT relname, relacl::text LIKE '%{=r/%' OR relacl::text LIKE '%,=r/%' AS readable
                    FROM pg_class WHERE relnamespace = 's'::regnamespace AND relkind IN ('r', 'v') ORDER BY 1`
  expect(await target.query(grants)).toEqual(['a', 'b', 'v', 'w'].map((relname) => ({ relname, readable: true })))
})

test('a view that appeared after the plan was made is not dropped', async () => {
  await using target = await createDatabase()
  const options = { before: ["CREATE VIEW v AS SELECT 'theirs' AS said"] }
  expect((await migrateSql(target, FILE, { options })).error).toMatchObject({ code: 'target-name-taken' })
})
