import { describe, expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { foretell } from './foretell.ts'

const TABLE = 'CREATE TABLE t (id INTEGER PRIMARY KEY, mail TEXT, live BOOLEAN);'
const TARGET = `
  CREATE SCHEMA s;
  CREATE TABLE s.t (id bigint PRIMARY KEY, mail text, live boolean);
  CREATE UNIQUE INDEX t_mail ON s.t (lower(mail)) WHERE live;
  INSERT INTO s.t VALUES (9, 'Z@x.org', true)`

describe('rows that a unique index of the target takes for one', () => {
  const twice = `${TABLE} INSERT INTO t VALUES (1, 'a@x.org', 1), (2, 'A@x.org', 1), (3, 'a@X.org', 0), (4, NULL, 1), (5, NULL, 1)`
  const message = '2 rows of t would be one to the unique index t_mail (a@x.org).'

  test.for(['truncate', 'upsert', 'mirror'] as const)(
    'by %s: are named by the plan and by the migration',
    async (mode) => {
      await using target = await createDatabase()
      await target.query(TARGET)
      expect(await foretell(target, twice, { mode })).toMatchObject([{ refused: message }])
      const { error } = await migrateSql(target, twice, { options: { mode } })
      expect(error).toMatchObject({ code: 'target-refused-values', subject: { table: 't' }, message })
      expect(await target.query('SELECT id::int FROM s.t')).toEqual([{ id: 9 }])
    },
  )

  test('by append: the later ones are left out', async () => {
    await using target = await createDatabase()
    await target.query(TARGET)
    expect(await migrateSql(target, twice)).toMatchObject({ error: null, tables: [{ inserted: 4, skipped: 1 }] })
  })
})

test('upsert: a row that meets another one of the target, which the file does not have', async () => {
  await using target = await createDatabase()
  await target.query(TARGET)
  const file = `${TABLE} INSERT INTO t VALUES (1, 'z@X.org', 1)`
  const message = '1 row of t would be one to the unique index t_mail (z@x.org).'
  expect(await foretell(target, file, { mode: 'upsert' })).toMatchObject([{ refused: message }])
  expect((await migrateSql(target, file, { options: { mode: 'upsert' } })).error?.message).toBe(message)
  // Mirror takes the other one away first.
  expect(await foretell(target, file, { mode: 'mirror' })).toMatchObject([{ counts: { inserted: 1, deleted: 1 } }])
  expect((await migrateSql(target, file, { options: { mode: 'mirror' } })).error).toBeNull()
})
