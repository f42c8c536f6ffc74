import { describe, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { foretell } from './foretell.ts'

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

describe('rows that change places under a unique index', () => {
  const places: [type: string, first: string, second: string][] = [
    ['text NOT NULL', 'a', 'b'],
    ['text', 'a', 'b'],
    ['varchar(8) NOT NULL', 'a', 'b'],
    ['integer NOT NULL', '1', '2'],
    ['smallint NOT NULL', '1', '2'],
    ['numeric NOT NULL', '1.50', '2.50'],
    ['uuid NOT NULL', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12'],
    ['date NOT NULL', '2024-05-06', '2024-05-07'],
    ['timestamptz NOT NULL', '2024-05-06 00:00:00+00', '2024-05-07 00:00:00+00'],
  ]
  describe.for(places)('of %s', ([type, first, second]) => {
    test.for(['upsert', 'mirror'] as const)('by %s: are brought over by UPDATE, and foretold', async (mode) => {
      await using target = await createDatabase()
      await target.query(`
        CREATE SCHEMA s; SET timezone = 'UTC';
        CREATE TABLE s.t (id bigint PRIMARY KEY, seat ${type} UNIQUE, other text);
        CREATE TABLE s.outside (t bigint REFERENCES s.t ON DELETE NO ACTION);
        INSERT INTO s.t VALUES (1, '${first}', 'kept'), (2, '${second}', 'kept');
        INSERT INTO s.outside VALUES (1), (2)`)
      const file = `${TABLE}; INSERT INTO t VALUES (1, '${second}'), (2, '${first}')`
      expect(await foretell(target, file, { mode })).toMatchObject([{ counts: { updated: 2 } }])
      expect(await migrateSql(target, file, { options: { mode } })).toMatchObject({
        error: null,
        tables: [{ updated: 2, inserted: 0, deleted: 0 }],
      })
      expect(
        await target.query(
          "SELECT id::int, seat::text LIKE rtrim($1, '+0') || '%' AS swapped, other FROM s.t ORDER BY id",
          [second],
        ),
      ).toEqual([
        { id: 1, swapped: true, other: 'kept' },
        { id: 2, swapped: false, other: 'kept' },
      ])
    })
  })

  test('in a ring, under an index over an expression with a predicate, and over several columns', async () => {
    await using target = await createDatabase()
    await target.query(`
      CREATE SCHEMA s;
      CREATE TABLE s.t (id bigint PRIMARY KEY, name text NOT NULL, live boolean NOT NULL, x int NOT NULL, y int NOT NULL, UNIQUE (x, y));
      CREATE UNIQUE INDEX ON s.t (lower(name)) WHERE live;
      INSERT INTO s.t VALUES (1, 'A', true, 1, 1), (2, 'b', true, 1, 2), (3, 'C', true, 2, 1), (4, 'a', false, 9, 9)`)
    const file = `
      CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, live BOOLEAN, x INT, y INT);
      INSERT INTO t VALUES (1, 'B', 1, 1, 2), (2, 'c', 1, 2, 1), (3, 'a', 1, 1, 1), (4, 'a', 0, 9, 9)`
    expect(await migrateSql(target, file, { options: { mode: 'mirror' } })).toMatchObject({
      error: null,
      tables: [{ updated: 3, unchanged: 1 }],
    })
    expect(await target.query('SELECT name, x, y FROM s.t ORDER BY id')).toEqual([
      { name: 'B', x: 1, y: 2 },
      { name: 'c', x: 2, y: 1 },
      { name: 'a', x: 1, y: 1 },
      { name: 'a', x: 9, y: 9 },
    ])
  })

  test('whatever the columns are called', async () => {
    await using target = await createDatabase()
    await target.query(`
      CREATE SCHEMA s;
      CREATE TABLE s.t (id bigint PRIMARY KEY, n int NOT NULL UNIQUE, at text, part int);
      INSERT INTO s.t VALUES (1, 1, 'x', 7), (2, 2, 'y', 8)`)
    const file = `
      CREATE TABLE t (id INTEGER PRIMARY KEY, n INT, at TEXT, part INT);
      INSERT INTO t VALUES (1, 2, 'x', 7), (2, 1, 'y', 8)`
    expect(await foretell(target, file, { mode: 'mirror' })).toMatchObject([{ counts: { updated: 2 } }])
    expect(await migrateSql(target, file, { options: { mode: 'mirror' } })).toMatchObject({ error: null })
    expect(await target.query('SELECT n, at, part FROM s.t ORDER BY id')).toEqual([
      { n: 2, at: 'x', part: 7 },
      { n: 1, at: 'y', part: 8 },
    ])
  })

  test('that cannot wait with another value are refused, by the plan as well', async () => {
    await using target = await createDatabase()
    await target.query(`
      CREATE SCHEMA s;
      CREATE TABLE s.p (id bigint PRIMARY KEY);
      CREATE TABLE s.t (id bigint PRIMARY KEY, seat bigint NOT NULL UNIQUE REFERENCES s.p);
      INSERT INTO s.p VALUES (1), (2);
      INSERT INTO s.t VALUES (1, 1), (2, 2)`)
    const file = 'CREATE TABLE t (id INTEGER PRIMARY KEY, seat INTEGER); INSERT INTO t VALUES (1, 2), (2, 1)'
    const why = /^2 rows of t change places under the unique index t_seat_key/
    expect(await foretell(target, file, { mode: 'upsert' })).toMatchObject([
      { refused: expect.stringMatching(why) as string },
    ])
    const { error } = await migrateSql(target, file, { options: { mode: 'upsert' } })
    expect(error).toMatchObject({ code: 'target-refused-values', message: expect.stringMatching(why) as string })
  })

  test.for(['CASCADE', 'SET NULL', 'NO ACTION'])(
    'that something references, ON UPDATE %s, are not parked',
    async (action) => {
      await using target = await createDatabase()
      await target.query(`
      CREATE SCHEMA s; CREATE TABLE s.t (id bigint PRIMARY KEY, seat text UNIQUE);
      CREATE TABLE s.outside (seat text REFERENCES s.t (seat) ON UPDATE ${action});
      INSERT INTO s.t VALUES (1, 'a'), (2, 'b'); INSERT INTO s.outside VALUES ('a'), ('b')`)
      const file = `${TABLE}; INSERT INTO t VALUES (1, 'b'), (2, 'a')`
      const why = /^2 rows of t change places/
      expect(await foretell(target, file, { mode: 'upsert' })).toMatchObject([
        { refused: expect.stringMatching(why) as string },
      ])
      expect((await migrateSql(target, file, { options: { mode: 'upsert' } })).error?.message).toMatch(why)
      expect(await target.query('SELECT seat FROM s.outside ORDER BY seat')).toEqual([{ seat: 'a' }, { seat: 'b' }])
    },
  )
})
