import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { AT_GATE, closeGate } from '../gate.ts'
import { networkTo } from '../network.ts'
import { migrateSql } from './migrate-sql.ts'

const FILE = 'CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1)'

test.for<[string, string, { mode: 'append' | 'replace'; there?: boolean }]>([
  ['a table of the same name appears', 'CREATE TABLE s.t (n bigint)', { mode: 'append' }],
  ['the table goes', 'DROP TABLE s.t', { mode: 'append', there: true }],
  ['the table gets another type', 'ALTER TABLE s.t ALTER n TYPE uuid USING NULL', { mode: 'append', there: true }],
  ['a view depends on it', 'CREATE VIEW public.v AS SELECT * FROM s.t', { mode: 'replace', there: true }],
  ['a foreign key leads to it', 'CREATE TABLE s.o (n bigint REFERENCES s.t (n))', { mode: 'replace', there: true }],
  ['a column is required', 'ALTER TABLE s.t ADD more text NOT NULL', { mode: 'append', there: true }],
])('where %s while it runs, the next try plans anew', async ([, change, { mode, there }]) => {
  await using target = await createDatabase({ createInPublic: true })
  await target.query('CREATE SCHEMA s')
  if (there === true) await target.query('CREATE TABLE s.t (n bigint UNIQUE)')
  await using gate = await closeGate(target)
  const migration = migrateSql(target, FILE, { options: { mode, before: [AT_GATE] } })
  await gate.reached()
  await target.query(change)
  await gate.open()
  expect(await migration).toMatchObject({
    outcome: 'failed-retryable',
    error: { code: 'target-changed', kind: 'again', hint: expect.stringContaining('planned anew') as string },
  })
  const { error } = await migrateSql(target, FILE, { options: { mode, before: [AT_GATE] } })
  // It fits now, or is refused for good.
  expect(error?.kind ?? 'target').toBe('target')
})

test('a table that appears while the target is read is not taken for a name to avoid', async () => {
  await using target = await createDatabase()
  await using network = await networkTo(target.settings)
  await target.query('CREATE SCHEMA s')
  void network.at(/SELECT relname AS name FROM pg_class c[^;]*UNION/, async () => {
    await target.query('CREATE TABLE s.t (n bigint)')
    return 'pass' as const
  })
  expect(await migrateSql(network, FILE)).toMatchObject({ error: { code: 'target-changed' } })
  expect(await migrateSql(network, FILE)).toMatchObject({
    outcome: 'published',
    tables: [{ name: 't', action: 'append' }],
  })
})

test('of two files that bring the same table at once, one is told to try again', async () => {
  await using target = await createDatabase()
  const reports = await Promise.all([
    migrateSql(target, FILE, { uri: 'one' }),
    migrateSql(target, FILE, { uri: 'two' }),
  ])
  for (const { outcome, error } of reports) expect([outcome, error?.kind ?? 'again']).toContain('again')
  const again = await Promise.all([migrateSql(target, FILE, { uri: 'one' }), migrateSql(target, FILE, { uri: 'two' })])
  expect(again.map(({ error }) => error)).toEqual([null, null])
  expect(await target.query('SELECT count(*)::int AS n FROM s.t')).toEqual([{ n: 2 }])
})

test('what was wrong from the start is no change', async () => {
  await using target = await createDatabase()
  await target.query('CREATE SCHEMA s; CREATE TABLE s.t (n bigint CHECK (n > 1))')
  expect(await migrateSql(target, FILE)).toMatchObject({ error: { code: 'target-refused-values', kind: 'target' } })
})
