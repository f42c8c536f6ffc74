import { describe, expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { foretell, planSql } from './foretell.ts'

const FILE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, at TEXT, state TEXT, ip TEXT);
  INSERT INTO t VALUES (1, NULL, '2024-05-06 07:08:09', NULL, '10.0.0.1'), (2, 5, NULL, 'b', NULL)`
const TARGET = `
  CREATE SCHEMA s;
  CREATE TYPE s.state AS ENUM ('a', 'b');
  CREATE DOMAIN s.address AS inet DEFAULT '::1';
  CREATE TABLE s.t (id bigint PRIMARY KEY, n int NOT NULL DEFAULT 100,
    at timestamptz NOT NULL DEFAULT '2000-01-01', state s.state NOT NULL DEFAULT 'a', ip s.address NOT NULL)`

describe('NULL of the file for an existing NOT NULL column', () => {
  test('is a reject', async () => {
    await using target = await createDatabase()
    await target.query(TARGET)
    const report = await migrateSql(target, FILE, { options: { onReject: 'continue' } })
    expect(report.rejects).toMatchObject({ rows: 2, first: [{ rowid: '1' }, { rowid: '2' }] })
  })

  test('is refused by the plan for all columns, where it is to fail', async () => {
    await using target = await createDatabase()
    await target.query(TARGET)
    await expect(planSql(target, FILE, { onNull: 'fail' })).rejects.toMatchObject({
      code: 'target-refused-values',
      message: expect.stringMatching(/^4 problems: t\.n holds NULL in 1 row.* t\.at .* t\.state .* t\.ip /s) as string,
    })
  })

  test.for(['append', 'upsert', 'truncate', 'mirror'] as const)('becomes the default in mode %s', async (mode) => {
    await using target = await createDatabase()
    await target.query(TARGET)
    const options = { onNull: 'default', mode, verify: 'full' } as const
    expect(await foretell(target, FILE, options)).toMatchObject([{ counts: { inserted: 2, rejected: 0 } }])
    expect(await migrateSql(target, FILE, { options })).toMatchObject({ error: null, tables: [{ inserted: 2 }] })
    expect(
      await target.query(
        "SELECT id::int, n > 99 AS given, at = '2000-01-01' AS old, state, ip::text FROM s.t ORDER BY id",
      ),
    ).toEqual([
      { id: 1, given: true, old: false, state: 'a', ip: '10.0.0.1/32' },
      { id: 2, given: false, old: true, state: 'b', ip: '::1/128' },
    ])
  })

  test.for(["nextval('s.numbers')", 'random()', 's.own()'])('is refused where the default is %s', async (value) => {
    await using target = await createDatabase()
    await target.query(`CREATE SCHEMA s; CREATE SEQUENCE s.numbers; CREATE FUNCTION s.own() RETURNS int LANGUAGE sql AS 'SELECT 1';
      CREATE TABLE s.t (id int PRIMARY KEY, n int NOT NULL DEFAULT ${value}, at text, state text, ip text)`)
    await expect(planSql(target, FILE, { onNull: 'default' })).rejects.toMatchObject({
      code: 'target-refused-values',
      message: expect.stringContaining('with a default that is another value each time') as string,
    })
  })

  test('is refused where the column has no default', async () => {
    await using target = await createDatabase()
    await target.query(
      'CREATE SCHEMA s; CREATE TABLE s.t (id int PRIMARY KEY, n int NOT NULL, at text, state text, ip text)',
    )
    await expect(planSql(target, FILE, { onNull: 'default' })).rejects.toMatchObject({
      code: 'target-refused-values',
      subject: { table: 't', column: 'n' },
      message: 't.n holds NULL in 1 row, and t.n in the target is NOT NULL without a default.',
    })
  })
})
