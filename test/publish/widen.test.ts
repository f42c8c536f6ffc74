import { describe, expect, test } from 'vitest'
import type { RawOptions } from '../../engine/options.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { foretell, planSql } from './foretell.ts'

const TABLES = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, small SMALLINT, n INT, name VARCHAR(5), price DECIMAL(5,2), amount DECIMAL(5,2) UNIQUE);
  CREATE TABLE child (id INTEGER PRIMARY KEY, n INT REFERENCES t (n));
  CREATE UNIQUE INDEX t_n ON t (n);
  CREATE VIEW names AS SELECT id, name, n + 1 AS more FROM t;
  CREATE VIEW above AS SELECT id, more FROM names WHERE more > 0;`
const FIRST = `${TABLES} INSERT INTO t VALUES (1, 1, 1, 'abc', 1.25, 1.25), (2, 2, 2, NULL, NULL, NULL); INSERT INTO child VALUES (1, 1)`
const WIDER = `${TABLES} INSERT INTO t VALUES (1, 100000, 1, 'abcdef', 12345.125, 1.25), (2, 2, 3000000000, NULL, 1.5, 1234.5); INSERT INTO child VALUES (1, 3000000000)`

async function typesIn(target: TestDatabase, table: string): Promise<string[]> {
  const rows = await target.query(
    `SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 ORDER BY attnum`,
    [`s.${table}`],
  )
  return rows.map(({ type }) => type as string)
}

const NARROW = ['bigint', 'smallint', 'integer', 'character varying(5)', 'numeric(5,2)', 'numeric(5,2)']
const WIDE = ['bigint', 'integer', 'bigint', 'text', 'numeric(8,3)', 'numeric(6,2)']

describe('a newer version whose values no longer fit the columns that litelift chose', () => {
  test.for(['append', 'upsert', 'truncate', 'mirror'] as const)(
    'by %s: they are widened, as foretold',
    async (mode) => {
      await using target = await createDatabase()
      expect(await migrateSql(target, FIRST)).toMatchObject({ error: null })
      expect(await typesIn(target, 't')).toEqual(NARROW)
      await target.query("GRANT SELECT ON s.names TO pg_read_all_data; COMMENT ON VIEW s.names IS 'read me'")
      if (mode === 'append') await target.query('TRUNCATE s.t, s.child')
      const options: RawOptions = { mode, verify: 'full' }
      const { plan, changes } = await planSql(target, WIDER, options)
      const notes = [
        't.small of the target is smallint, which does not hold every value; it becomes integer: PostgreSQL rewrites the table, and readers wait meanwhile.',
        't.n of the target is integer, which does not hold every value; it becomes bigint: PostgreSQL rewrites the table, and readers wait meanwhile.',
        't.name of the target is varchar(5), which does not hold every value; it becomes text: readers wait for a moment.',
        't.price of the target is numeric(5,2), which does not hold every value; it becomes numeric(8,3): PostgreSQL rewrites the table, and readers wait meanwhile.',
        't.amount of the target is numeric(5,2), which does not hold every value; it becomes numeric(6,2): readers wait for a moment.',
        'child.n of the target is integer, which does not hold every value; it becomes bigint: PostgreSQL rewrites the table, and readers wait meanwhile.',
      ]
      const said = plan.notes.filter(({ code }) => code === 'column-widened')
      expect(said.map(({ message }) => message.replaceAll('character varying', 'varchar'))).toEqual(notes)
      const report = await migrateSql(target, WIDER, { options })
      expect(report).toMatchObject({ error: null, outcome: 'published' })
      expect(report.tables).toMatchObject(changes!.map(({ counts }) => counts))
      expect(await typesIn(target, 't')).toEqual(WIDE)
      expect(await typesIn(target, 'child')).toEqual(['bigint', 'bigint'])
      expect(await target.query('SELECT id::int, more::text FROM s.above ORDER BY id')).toEqual([
        { id: 1, more: '2' },
        { id: 2, more: '3000000001' },
      ])
      expect(await target.query("SELECT has_table_privilege('pg_read_all_data', 's.names', 'SELECT') AS may")).toEqual([
        { may: true },
      ])
      expect(await target.query("SELECT obj_description('s.names'::regclass) AS comment")).toEqual([
        { comment: 'read me' },
      ])
      // What litelift widened is still its own.
      const widest = WIDER.replace('100000', '10000000000')
      expect(await migrateSql(target, widest, { options: { mode: 'upsert' } })).toMatchObject({ error: null })
      expect((await typesIn(target, 't'))[1]).toBe('bigint')
    },
  )
})

test('columns of the application are widened only where that is asked for', async () => {
  await using target = await createDatabase()
  await target.query(
    "CREATE SCHEMA s; CREATE TABLE s.t (id serial PRIMARY KEY, name varchar(3) NOT NULL); INSERT INTO s.t VALUES (1, 'a')",
  )
  const file = "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO t VALUES (3000000000, 'abcdef')"
  const { error } = await migrateSql(target, file)
  expect(error).toMatchObject({
    code: 'target-refused-values',
    subject: { table: 't', column: 'id', rowid: '3000000000' },
  })
  const report = await migrateSql(target, file, { options: { widen: true } })
  expect(report).toMatchObject({ error: null, notes: [{ code: 'column-widened' }, { code: 'column-widened' }] })
  expect(await typesIn(target, 't')).toEqual(['bigint', 'text'])
  await target.query("INSERT INTO s.t (name) VALUES ('next')")
  expect(await target.query('SELECT max(id)::text AS id FROM s.t')).toEqual([{ id: '3000000001' }])
})

test('a table that was changed since is not litelift’s own', async () => {
  await using target = await createDatabase()
  await migrateSql(target, FIRST)
  await target.query('ALTER TABLE s.t ADD COLUMN mine text')
  expect((await migrateSql(target, WIDER, { options: { mode: 'truncate' } })).error).toMatchObject({
    subject: { table: 't', column: 'small' },
  })
})

test('with widen: false what does not fit is a reject', async () => {
  await using target = await createDatabase()
  await migrateSql(target, FIRST)
  const options: RawOptions = { widen: false, mode: 'upsert', onReject: 'continue', exclude: ['child'] }
  expect(await migrateSql(target, WIDER, { options })).toMatchObject({
    outcome: 'published-with-rejects',
    rejects: { rows: 2 },
  })
  expect(await typesIn(target, 't')).toEqual(NARROW)
})

test.for([
  ['CREATE VIEW s.mine AS SELECT name FROM s.t', 'the view s.mine'],
  ['CREATE OR REPLACE VIEW s.names AS SELECT id, name, n::bigint + 2 AS more FROM s.t', 'the view s.names'],
  ['CREATE MATERIALIZED VIEW s.mine AS SELECT n FROM s.t', 'the materialised view s.mine'],
  ['CREATE POLICY mine ON s.t USING (n > 0)', 'the policy mine'],
  ['CREATE VIEW s.mine AS SELECT more FROM s.names', 'the view s.mine'],
  ["COMMENT ON COLUMN s.names.more IS 'mine'", 'the view s.names'],
  ['ALTER VIEW s.names ALTER more SET DEFAULT 1', 'the view s.names'],
  ['CREATE FUNCTION s.mine() RETURNS bigint BEGIN ATOMIC SELECT max(n) FROM s.t; END', 'the function s.mine'],
] as const)('what hangs on a column is named: %s', async ([sql, named]) => {
  await using target = await createDatabase()
  await migrateSql(target, FIRST)
  await target.query(sql)
  const refusal = { code: 'target-dependents', message: expect.stringContaining(named) as string }
  await expect(foretell(target, WIDER, { mode: 'upsert' })).rejects.toMatchObject(refusal)
  expect((await migrateSql(target, WIDER, { options: { mode: 'upsert' } })).error).toMatchObject(refusal)
  expect(await typesIn(target, 't')).toEqual(NARROW)
})

test('never across families', async () => {
  await using target = await createDatabase()
  const table = 'CREATE TABLE t (id INTEGER PRIMARY KEY, at DATETIME, n INT, b BOOLEAN)'
  await migrateSql(target, `${table}; INSERT INTO t VALUES (1, '2024-05-06 07:08:09', 1, 1)`)
  const other = `${table}; INSERT INTO t VALUES (2, 'soon', 1.5, 2)`
  const report = await migrateSql(target, other, { options: { onReject: 'continue' } })
  expect(report).toMatchObject({
    outcome: 'published-with-rejects',
    rejects: { first: [{ rowid: '2', column: 'at' }] },
  })
  expect(await typesIn(target, 't')).toEqual(['bigint', 'timestamp without time zone', 'integer', 'boolean'])
})

test('a column keeps its collation, and views over other columns stay as they are', async () => {
  await using target = await createDatabase()
  await target.query(`CREATE SCHEMA s; CREATE COLLATION s.ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    CREATE TABLE s.t (id bigint PRIMARY KEY, name varchar(5) COLLATE s.ci UNIQUE, other text);
    CREATE VIEW s.others AS SELECT id, other FROM s.t; COMMENT ON COLUMN s.others.other IS 'mine';
    INSERT INTO s.t VALUES (1, 'Ann', 'x')`)
  const file = "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO t VALUES (2, 'abcdefgh'), (3, 'ann')"
  expect(await migrateSql(target, file, { options: { widen: true } })).toMatchObject({
    error: null,
    tables: [{ inserted: 1, skipped: 1 }],
  })
  expect(
    await target.query(
      "SELECT attcollation::regcollation::text AS c FROM pg_attribute WHERE attrelid = 's.t'::regclass AND attname = 'name'",
    ),
  ).toEqual([{ c: 's.ci' }])
  expect(await target.query("SELECT col_description('s.others'::regclass, 2) AS comment")).toEqual([
    { comment: 'mine' },
  ])
})
