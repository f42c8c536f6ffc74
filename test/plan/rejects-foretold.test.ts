import { expect, test } from 'vitest'
import type { RawOptions } from '../../engine/options.ts'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { foretell, planSql } from '../publish/foretell.ts'

const TARGET = `
  CREATE SCHEMA s; CREATE TYPE s.mood AS ENUM ('sad', 'happy'); CREATE DOMAIN s.percent AS numeric(5,2) CHECK (VALUE <= 100);
  CREATE TABLE s.t (id bigint PRIMARY KEY, mood s.mood, share s.percent, n int NOT NULL CHECK (n > 0), span int4range)`
const FILE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, mood TEXT, share REAL, n INTEGER, span TEXT);
  INSERT INTO t VALUES (1, 'sad', 1, 1, '[1,2)'), (2, 'angry', 1, 1, NULL), (3, 'sad', 101, 1, NULL), (4, 'sad', 1, NULL, NULL), (5, 'sad', 1, 0, NULL),
    (6, 'sad', 1, 1, '[2,1)'), (7, 'sad', 1.234, 1, NULL), (8, 'happy', 1, 3000000000, NULL), (9, NULL, NULL, 9, NULL)`

test('rows that PostgreSQL or litelift refuse are counted by the plan, with the reasons', async () => {
  await using target = await createDatabase()
  await target.query(TARGET)
  const [change] = await foretell(target, FILE, {})
  expect(change).toMatchObject({ refused: null, counts: { inserted: 2, rejected: 7 } })
  expect(change!.remarks).toHaveLength(6)
  expect(change!.remarks.join('\n')).toMatch(
    /rejected: t\.mood was refused by PostgreSQL: invalid input value for enum mood: "angry": 1 of 9 rows \(rowid 2: angry\)/,
  )
  const options: RawOptions = { onReject: 'continue' }
  expect(await migrateSql(target, FILE, { options })).toMatchObject({ tables: [{ inserted: 2, rejected: 7 }] })
})

const ORDERS = `
  PRAGMA foreign_keys = OFF;
  CREATE TABLE orders (id INTEGER PRIMARY KEY, total TEXT);
  CREATE TABLE items (id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders);
  INSERT INTO orders VALUES (1, '1'), (2, 'x'), (3, 'y');
  INSERT INTO items VALUES (1, 1), (2, 2), (3, 2), (4, 3), (5, 99)`
const ORDERS_TARGET = `
  CREATE SCHEMA s; CREATE TABLE s.orders (id bigint PRIMARY KEY, total integer);
  CREATE TABLE s.items (id bigint PRIMARY KEY, order_id int NOT NULL REFERENCES s.orders)`
const SAID =
  '4 rows of items reference no row of orders (order_id 99; 2; 3), 3 of them because their rows of orders are rejects; 1 references nothing in the file.'

test('rows that hang on rejects are told apart from those that reference nothing in the file', async () => {
  await using target = await createDatabase()
  await target.query(ORDERS_TARGET)
  const [orders, items] = await foretell(target, ORDERS, {})
  expect(orders).toMatchObject({ refused: null, counts: { rejected: 2 } })
  expect(items!.refused).toContain(`${SAID} Mend the rejects of orders first: what references them comes along then. `)
  const { error } = await migrateSql(target, ORDERS, { options: { onReject: 'continue' } })
  expect(error).toMatchObject({
    message: SAID,
    hint: expect.stringContaining('Mend the rejects of orders first') as string,
  })

  const options: RawOptions = { onOrphan: 'reject', onReject: 'continue' }
  expect((await foretell(target, ORDERS, options))[1]).toMatchObject({
    counts: { inserted: 1, rejected: 4 },
    remarks: [
      '1 row references no row of orders: rejects, as onOrphan says.',
      '3 rows reference rows of orders that are rejects themselves: rejects, as onOrphan says.',
    ],
  })
  const { rejects } = await migrateSql(target, ORDERS, { options })
  expect(rejects.byReason.map(({ table, reason, rows }) => [table, reason, rows])).toEqual([
    ['orders', 'is no integer', 2],
    ['items', 'references no row of orders', 1],
    ['items', 'references a row of orders that is a reject itself', 3],
  ])
})

test('where all hang on rejects, these are what is to be mended', async () => {
  await using target = await createDatabase()
  await target.query(ORDERS_TARGET)
  const [, items] = await foretell(target, `${ORDERS}; DELETE FROM items WHERE order_id = 99`, {})
  expect(items!.refused).toBe(
    '3 rows of items reference no row of orders (order_id 2; 3), because their rows of orders are rejects. Mend the rejects of orders first: what references them comes along then. Or leave both out: `--on-orphan reject` (`onOrphan`) with `--on-reject continue` (`onReject`).',
  )
})

test('a plan advises what a migration does where references cannot be NULL', async () => {
  await using target = await createDatabase()
  await target.query(ORDERS_TARGET)
  const [, items] = await foretell(target, ORDERS, { onOrphan: 'null' })
  expect(items!.refused).toContain('These references cannot be NULL')
  expect(items!.refused).not.toContain('`null` takes the references away')
})

test('values that the existing column holds, in whatever form, are not called rejects', async () => {
  await using target = await createDatabase()
  await target.query('CREATE SCHEMA s; CREATE TABLE s.users (id bigint PRIMARY KEY, is_active boolean, settings jsonb)')
  const file = `
    CREATE TABLE users (id INTEGER PRIMARY KEY, is_active, settings TEXT);
    INSERT INTO users VALUES (1, 1, '{}'), (2, 0, '[]'), (3, 'yes', '1'), (6, 1, '{broken')`
  const { plan, changes } = await planSql(target, file, {})
  expect(plan.tables[0]!.columns.map(({ reason }) => reason)).toEqual([
    'existing column',
    "existing column; each of 3 integers, 1 text ('yes') is checked",
    "existing column; each of 3 JSON texts, 1 other text ('{broken') is checked",
  ])
  expect(changes).toMatchObject([
    {
      counts: { rejected: 1 },
      remarks: [expect.stringMatching(/^rejected: users\.settings .*: 1 of 4 rows \(rowid 6: \{broken\)$/)],
    },
  ])
})

test('round alone rounds to the type that the target has, also moments that the values show to be an epoch', async () => {
  await using target = await createDatabase()
  await target.query(
    'CREATE SCHEMA s; CREATE TABLE s.orders (id int PRIMARY KEY, total numeric(10,2), at timestamptz(0))',
  )
  const file = `
    CREATE TABLE orders (id INTEGER PRIMARY KEY, total FLOAT, at INTEGER);
    INSERT INTO orders VALUES (1, 9.999, 1700000000500), (2, 5, 1700000001000)`
  const options: RawOptions = { tables: { orders: { columns: { total: { round: true }, at: { round: true } } } } }
  expect(await migrateSql(target, file, { options })).toMatchObject({
    outcome: 'published',
    notes: [{ code: 'type-epoch' }, { code: 'values-rounded' }, { code: 'values-rounded' }],
    tables: [
      {
        columns: [{}, { reason: 'your cast, what is finer is rounded; existing column' }, {}],
      },
    ],
  })
  expect(await target.query(`SELECT total::text, at AT TIME ZONE 'UTC' AS at FROM s.orders ORDER BY id`)).toMatchObject(
    [{ total: '10.00' }, { total: '5.00' }],
  )
})

test('round alone is refused for a new table, with what to write', async () => {
  await using target = await createDatabase()
  const file = 'CREATE TABLE orders (id INTEGER PRIMARY KEY, total FLOAT); INSERT INTO orders VALUES (1, 9.999)'
  const options: RawOptions = { tables: { orders: { columns: { total: { round: true } } } } }
  expect((await migrateSql(target, file, { options })).error).toMatchObject({
    code: 'option-invalid',
    subject: { table: 'orders', column: 'total' },
    hint: 'Name the type as well, for example `{"tables":{"orders":{"columns":{"total":{"type":"numeric(10,2)","round":true}}}}}`.',
  })
})
