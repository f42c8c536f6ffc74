import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { migrateSql } from './migrate-sql.ts'

const FILE =
  'CREATE TABLE t (n INTEGER, name TEXT); CREATE INDEX names ON t (name); INSERT INTO t VALUES (1, $$one$$)'.replaceAll(
    '$$',
    "'",
  )

test('target-refused-login: a wrong password, a database that is not there', async () => {
  await using target = await createDatabase()
  for (const wrong of [{ password: 'wrong' }, { database: 'nowhere' }])
    expect(await migrateSql({ settings: { ...target.settings, ...wrong } }, FILE)).toMatchObject({
      outcome: 'failed',
      error: { code: 'target-refused-login', kind: 'target' },
    })
})

test('target-encoding: a database that cannot hold every text', async () => {
  await using target = await createDatabase()
  const database = `${target.settings.database}_latin1`
  const [server] = await target.admin<{ version: number }>(
    "SELECT current_setting('server_version_num')::int AS version",
  )
  const provider = server!.version < 150_000 ? '' : 'LOCALE_PROVIDER libc'
  await target.admin(
    `CREATE DATABASE ${database} TEMPLATE template0 ENCODING LATIN1 LOCALE 'C' ${provider} OWNER ${target.settings.user}`,
  )
  const report = await migrateSql({ settings: { ...target.settings, database } }, FILE)
  await target.admin(`DROP DATABASE ${database}`)
  expect(report.error).toMatchObject({ code: 'target-encoding', message: expect.stringContaining('LATIN1') as string })
})

test('target-column-missing: a table that lacks a column of the file', async () => {
  await using target = await createDatabase()
  await target.query('CREATE SCHEMA s; CREATE TABLE s.t (n bigint)')
  expect((await migrateSql(target, FILE)).error).toMatchObject({
    code: 'target-column-missing',
    subject: { table: 't', column: 'name' },
    hint: expect.stringContaining('ignoreColumns') as string,
  })
})

test('target-refused-definition: a server with a rule of its own', async () => {
  await using target = await createDatabase()
  await target.admin(
    `CREATE FUNCTION public.refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no index without a ticket'; END $$;
     CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION public.refuse()`,
  )
  expect((await migrateSql(target, FILE)).error).toMatchObject({
    code: 'target-refused-definition',
    message: expect.stringMatching(/no index without a ticket.*SQLSTATE P0001/) as string,
  })
  expect(await target.query("SELECT to_regclass('s.t') AS there")).toEqual([{ there: null }])
})

test('target-name-taken: a table that appeared after the plan was made', async () => {
  await using target = await createDatabase()
  expect((await migrateSql(target, FILE, { options: { before: ['CREATE TABLE t (n bigint)'] } })).error).toMatchObject({
    code: 'target-name-taken',
    subject: { table: 't' },
    message: expect.stringMatching(/^Publishing t: /) as string,
  })
  expect(await target.query("SELECT to_regclass('s.t') AS there")).toEqual([{ there: null }])
})

test('ledger-newer: a database that a later litelift has upgraded', async () => {
  await using target = await createDatabase()
  await migrateSql(target, 'CREATE TABLE earlier (n INTEGER)', { uri: 'earlier' })
  await target.query('INSERT INTO litelift.version VALUES (1000)')
  expect((await migrateSql(target, FILE)).error).toMatchObject({
    code: 'ledger-newer',
    kind: 'again',
    message: expect.stringContaining('version 1000') as string,
  })
  expect(await target.query('SELECT source FROM litelift.migration')).toEqual([{ source: 'earlier' }])
})
