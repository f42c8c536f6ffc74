import { expect, test } from 'vitest'
import type { RawOptions } from '../../engine/options.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { bring } from './fleet.ts'

const KEYED: RawOptions = {
  schema: 's',
  verify: 'full',
  triggers: true,
  addColumns: { device: { value: '{device}', key: true, type: 'integer' } },
}

async function constraints(target: TestDatabase): Promise<string[]> {
  const rows = await target.query<{ sql: string }>(
    `SELECT pg_get_constraintdef(oid) AS sql FROM pg_constraint
      WHERE connamespace = 's'::regnamespace AND contype IN ('p', 'u', 'f') ORDER BY conname`,
  )
  return rows.map(({ sql }) => sql)
}

test('an action that sets columns to NULL sets those of the file alone', async () => {
  await using target = await createDatabase()
  const file = `CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1), (2);
    CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p ON DELETE SET NULL ON UPDATE SET NULL);
    INSERT INTO c VALUES (1, 1), (2, 2)`
  const report = await bring(target, file, { options: KEYED, values: { device: '7' } })
  expect(report.error).toBeNull()
  const [server] = await target.query<{ hasLists: boolean }>(
    'SELECT current_setting(\'server_version_num\')::int >= 150000 AS "hasLists"',
  )
  // Only PostgreSQL 15 and later can say which columns.
  const left = server!.hasLists ? ['ON UPDATE SET NULL'] : ['ON UPDATE SET NULL', 'ON DELETE SET NULL']
  expect(report.notes.map(({ code, message }) => [code, message])).toEqual(
    left.map((action) => ['foreign-key-action-left-out', expect.stringContaining(`has no ${action}`)]),
  )
  expect(await constraints(target)).toContain(
    `FOREIGN KEY (device, p) REFERENCES s.p(device, id)${server!.hasLists ? ' ON DELETE SET NULL (p)' : ''}`,
  )
  await target.query(server!.hasLists ? 'DELETE FROM s.p WHERE id = 1' : 'UPDATE s.c SET p = NULL WHERE id = 1')
  expect(await target.query('SELECT device, p FROM s.c ORDER BY id')).toEqual([
    { device: 7, p: null },
    { device: 7, p: '2' },
  ])
})

test('unique indexes, also partial and computed ones, hold for each device', async () => {
  await using target = await createDatabase()
  const file = `CREATE TABLE t (a TEXT COLLATE NOCASE UNIQUE, b INTEGER, c INTEGER GENERATED ALWAYS AS (b + 1) STORED);
    CREATE UNIQUE INDEX b ON t (b) WHERE b > 0; CREATE UNIQUE INDEX computed ON t (b * 2); CREATE INDEX plain ON t (c);
    CREATE TABLE w (k TEXT PRIMARY KEY, v INTEGER REFERENCES t (b)) WITHOUT ROWID;
    INSERT INTO t (a, b) VALUES ('x', 1)`
  for (const device of ['1', '2']) {
    expect(await bring(target, file, { options: KEYED, values: { device } })).toMatchObject({ error: null })
  }
  const indexes = await target.query<{ sql: string }>(
    "SELECT indexdef AS sql FROM pg_indexes WHERE schemaname = 's' ORDER BY 1",
  )
  expect(indexes.map(({ sql }) => sql.replace(/^.*? INDEX (\S+) ON s\./, '$1 '))).toEqual([
    'plain t USING btree (c)',
    'b t USING btree (device, b) WHERE (b > 0)',
    'computed t USING btree (device, ((b * 2)))',
    't_a_key t USING btree (device, a)',
    't_a_nocase_key t USING btree (device, lower((a COLLATE "C")))',
    'w_pkey w USING btree (device, k)',
  ])
  expect(await target.query('SELECT device, c FROM s.t ORDER BY 1')).toEqual([
    { device: 1, c: '2' },
    { device: 2, c: '2' },
  ])
})

test('views and triggers, which know nothing of devices, stay behind with a note', async () => {
  await using target = await createDatabase()
  const file = `CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER); CREATE VIEW v AS SELECT * FROM t;
    CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET b = 0; END`
  const report = await bring(target, file, { options: KEYED, values: { device: '1' } })
  expect(report.notes.map(({ code, object, message }) => [code, object, message])).toEqual([
    ['view-left-out', 'v', expect.stringContaining('with those of others')],
    ['trigger-left-out', 'g', expect.stringContaining('rows of other sources')],
  ])
})

test('a constant without a key changes no key, and views and triggers come along', async () => {
  await using target = await createDatabase()
  const file = 'CREATE TABLE t (a INTEGER PRIMARY KEY); CREATE VIEW v AS SELECT * FROM t; INSERT INTO t VALUES (1)'
  const options: RawOptions = { schema: 's', mode: 'replace', addColumns: { batch: { value: 'x{n}', key: false } } }
  expect(await bring(target, file, { options, values: { n: '1' } })).toMatchObject({ error: null, notes: [] })
  expect(await constraints(target)).toEqual(['PRIMARY KEY (a)'])
  expect(await target.query('SELECT batch, v.a FROM s.t, s.v')).toEqual([{ batch: 'x1', a: '1' }])
})

test('the constants of staged rows are verified', async () => {
  await using target = await createDatabase()
  // What happens to staging behind the back of litelift: a trigger on the event that a staging table is altered in build.
  await target.admin(`CREATE FUNCTION spoil() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
      IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity ~ '^litelift_.*\\.t$') THEN
        EXECUTE (SELECT format('UPDATE %s SET device = 8 WHERE a = 2', object_identity) FROM pg_event_trigger_ddl_commands() LIMIT 1);
      END IF; END $$;
    CREATE EVENT TRIGGER spoil ON ddl_command_end WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION spoil()`)
  const file = 'CREATE TABLE t (a INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2)'
  for (const verify of ['counts', 'full'] as const) {
    const report = await bring(target, file, { options: { ...KEYED, verify }, values: { device: '7' } })
    expect(report).toMatchObject({
      error: { code: 'verify-differs', message: 'Row counts differ: t holds 1 rows, the file 2.' },
    })
  }
})

test('a table that is too wide with the added column is refused by name', async () => {
  await using target = await createDatabase()
  const columns = Array.from({ length: 1600 }, (_, at) => `c${at}`)
  const report = await bring(target, `CREATE TABLE t (${columns.join(', ')})`, {
    options: KEYED,
    values: { device: '1' },
  })
  expect(report).toMatchObject({
    error: {
      code: 'table-too-wide',
      message: expect.stringContaining('1,601 columns with those that addColumns adds') as unknown,
    },
  })
})
