import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { AT_GATE, closeGate } from '../gate.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { until } from '../until.ts'

/** Files of tables that have nothing to do with each other. */
const file = (table: string) => `CREATE TABLE ${table} (n INTEGER); INSERT INTO ${table} VALUES (1)`

test('two publishes into one schema take turns, and one into another schema waits for neither', async () => {
  await using target = await createDatabase()
  await using gate = await closeGate(target)
  const first = migrateSql(target, file('a'), { options: { before: [AT_GATE] } })
  await gate.reached()
  const second = migrateSql(target, file('b'), { uri: 'b' })
  await until('the second publish waits for the first', async () => {
    const waiting = await target.admin(
      `SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event = 'advisory' AND query LIKE '%litelift publish%'`,
    )
    return waiting.length === 1
  })
  expect(await migrateSql(target, file('c'), { uri: 'c', options: { schema: 'other' } })).toMatchObject({
    outcome: 'published',
  })
  expect(await target.query("SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('s', 'other')")).toEqual([
    { schemaname: 'other', tablename: 'c' },
  ])
  await gate.open()
  expect(await Promise.all([first, second])).toMatchObject([{ outcome: 'published' }, { outcome: 'published' }])
  expect(await target.query("SELECT tablename FROM pg_tables WHERE schemaname = 's' ORDER BY 1")).toEqual([
    { tablename: 'a' },
    { tablename: 'b' },
  ])
})
