import { describe, expect, test } from 'vitest'
import { MODES, type Mode } from '../../engine/options/modes.ts'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'

const TARGET = `
  CREATE SCHEMA s;
  CREATE TABLE s.a (id bigint PRIMARY KEY, said text);
  CREATE TABLE s.b (id bigint PRIMARY KEY, said text);
  INSERT INTO s.a VALUES (1, 'same'), (2, 'old'), (9, 'target');
  INSERT INTO s.b VALUES (1, 'same')`

const FILE = `
  CREATE TABLE a (id INTEGER PRIMARY KEY, said TEXT);
  CREATE TABLE b (id INTEGER PRIMARY KEY, said TEXT);
  CREATE TABLE c (id INTEGER PRIMARY KEY);
  INSERT INTO a VALUES (1, 'same'), (2, 'new'), (3, 'new');
  INSERT INTO b VALUES (1, 'same'), (2, 'new');
  INSERT INTO c VALUES (1)`

const NONE = { inserted: 0, updated: 0, unchanged: 0, skipped: 0, deleted: 0, rejected: 0 }

describe('the rows of existing tables, and what is counted', () => {
  test.for<[Mode, { a: object; b: object; rows: string[] }]>([
    [
      'append',
      {
        a: { inserted: 1, unchanged: 1, skipped: 1 },
        b: { inserted: 1, unchanged: 1 },
        rows: ['1 same', '2 old', '3 new', '9 target'],
      },
    ],
    [
      'upsert',
      {
        a: { inserted: 1, updated: 1, unchanged: 1 },
        b: { inserted: 1, unchanged: 1 },
        rows: ['1 same', '2 new', '3 new', '9 target'],
      },
    ],
    [
      'mirror',
      {
        a: { inserted: 1, updated: 1, unchanged: 1, deleted: 1 },
        b: { inserted: 1, unchanged: 1 },
        rows: ['1 same', '2 new', '3 new'],
      },
    ],
    [
      'truncate',
      { a: { inserted: 3, deleted: 3 }, b: { inserted: 2, deleted: 1 }, rows: ['1 same', '2 new', '3 new'] },
    ],
    ['replace', { a: { inserted: 3, deleted: 3 }, b: { inserted: 2, deleted: 1 }, rows: ['1 same', '2 new', '3 new'] }],
  ])('%s', async ([mode, { a, b, rows }]) => {
    await using target = await createDatabase()
    await target.query(TARGET)
    const before = await target.query("SELECT 's.a'::regclass::oid AS a")
    const report = await migrateSql(target, FILE, { options: { mode } })
    expect(report.error).toBe(null)
    const counted = report.tables.map(({ inserted, updated, unchanged, skipped, deleted, rejected }) => ({
      inserted,
      updated,
      unchanged,
      skipped,
      deleted,
      rejected,
    }))
    expect(counted).toEqual([
      { ...NONE, ...a },
      { ...NONE, ...b },
      { ...NONE, inserted: 1 },
    ])
    const there = await target.query<{ row: string }>("SELECT concat(id, ' ', said) AS row FROM s.a ORDER BY id")
    expect(there.map(({ row }) => row)).toEqual(rows)
    expect(await target.query("SELECT FROM pg_namespace WHERE nspname LIKE 'litelift\\_%'")).toEqual([])
    // Only replace makes another table of it.
    expect(mode === 'replace').toBe(
      (await target.query("SELECT 's.a'::regclass::oid AS a"))[0]!['a'] !== before[0]!['a'],
    )
  })
})

test.for(MODES)('mode %s makes tables that are not there', async (mode) => {
  await using target = await createDatabase()
  expect(await migrateSql(target, FILE, { options: { mode } })).toMatchObject({
    error: null,
    tables: [3, 2, 1].map((inserted) => ({ ...NONE, inserted })),
  })
})

test('what append cannot insert is said with what was being done', async () => {
  await using target = await createDatabase()
  await target.query(
    'CREATE SCHEMA s; CREATE TABLE s.p (id bigint PRIMARY KEY); CREATE TABLE s.a (id bigint REFERENCES s.p)',
  )
  const { error } = await migrateSql(target, 'CREATE TABLE a (id INTEGER); INSERT INTO a VALUES (1)')
  expect(error).toMatchObject({
    code: 'target-refused-values',
    message: '1 row of a references no row of p (id 1).',
  })
})

test('a table that others refer to cannot be emptied, and keeps its rows', async () => {
  await using target = await createDatabase()
  await target.query(`${TARGET}; CREATE TABLE s.z (a bigint REFERENCES s.a ON DELETE RESTRICT)`)
  const { error } = await migrateSql(target, FILE, { options: { mode: 'truncate' } })
  expect(error?.kind).toBe('target')
  expect(await target.query('SELECT count(*)::int AS rows FROM s.a')).toEqual([{ rows: 3 }])
})

test.for(['before', 'after'] as const)('a statement of %s that fails is named by its place', async (option) => {
  await using target = await createDatabase()
  const { error } = await migrateSql(target, FILE, { options: { [option]: ['SELECT 1', 'SELECT 1 / 0'] } })
  expect(error).toMatchObject({
    code: 'statement-refused',
    message: expect.stringContaining(`The statement ${option}.1 of the options failed`) as string,
  })
})
