import { PassThrough } from 'node:stream'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, afterEach, expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import { painted } from '../../cli/terminal/line.ts'
import { planText } from '../../cli/text/plan.ts'
import { TRIGGER_MARK } from '../../engine/ddl/trigger.ts'
import { parseOptions, type RawOptions } from '../../engine/options.ts'
import { planFile } from '../../engine/plan-file.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { scratchOfFile } from '../scratch.ts'
import { localFile } from './local-file.ts'

const SCHEMA = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
  CREATE TABLE log (id INTEGER PRIMARY KEY, text TEXT);
  INSERT INTO t VALUES (1, 'a');
  CREATE TRIGGER logged AFTER INSERT ON t BEGIN INSERT INTO log (text) VALUES (NEW.a); END;
  CREATE TRIGGER changed AFTER UPDATE ON t BEGIN INSERT INTO log (text) VALUES (OLD.a || '>' || NEW.a); END;
  CREATE TRIGGER gone AFTER DELETE ON t BEGIN INSERT INTO log (text) VALUES ('-' || OLD.a); END;`

const { path: scratch } = scratchOfFile()

let postgres: TestDatabase
let path: string
let source: Database.Database
let files = 0

beforeEach(async () => {
  postgres = await createDatabase()
  path = join(scratch, `${files++}.sqlite`)
  source = new Database(path)
  source.exec(SCHEMA)
})
afterEach(async () => {
  source.close()
  await postgres[Symbol.asyncDispose]()
})

async function drop(options: RawOptions) {
  return migrate({
    source: await localFile(path),
    target: () => Promise.resolve(postgres.settings),
    options: { schema: 's', triggers: true, ...options },
  })
}

const log = async () =>
  (await postgres.query<{ text: string }>('SELECT text FROM s.log ORDER BY id')).map(({ text }) => text)

test.each(['append', 'upsert', 'truncate', 'mirror', 'replace'] as const)(
  'they do not fire for what a later drop in mode %s brings, and do for the application afterwards',
  async (mode) => {
    source.exec('DELETE FROM log')
    const first = await drop({})
    expect(first).toMatchObject({ error: null, notes: [] })
    expect(first.triggers.map(({ name }) => name)).toEqual(['logged', 'changed', 'gone'])
    source.exec("INSERT INTO t VALUES (2, 'b')")
    if (mode !== 'append') source.exec("UPDATE t SET a = 'A' WHERE id = 1")
    source.exec('DELETE FROM log')
    const second = await drop({ mode })
    expect(second.error).toBeNull()
    expect(await log()).toEqual([])
    await postgres.query("INSERT INTO s.t VALUES (3, 'c'); DELETE FROM s.t WHERE id = 3")
    expect(await log()).toEqual(['c', '-c'])
  },
)

test('a function of the same name stays, and the trigger behind it', async () => {
  await postgres.query('CREATE SCHEMA s; CREATE FUNCTION s.gone() RETURNS int LANGUAGE sql AS $$SELECT 42$$')
  const { error, notes, triggers } = await drop({})
  expect(error).toBeNull()
  expect(notes).toMatchObject([{ code: 'trigger-left-out', object: 'gone' }])
  expect(triggers.map(({ name }) => name)).toEqual(['logged', 'changed'])
  expect(await postgres.query('SELECT s.gone() AS n')).toEqual([{ n: 42 }])
})

test('mode replace stops at a trigger that is not of the file', async () => {
  await drop({})
  await postgres.query(`
    CREATE FUNCTION s.own() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
    CREATE TRIGGER own BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.own()`)
  source.exec("INSERT INTO t VALUES (2, 'b')")
  const { error } = await drop({ mode: 'replace' })
  expect(error).toMatchObject({ code: 'target-dependents' })
  expect(error!.message).toContain('the trigger own on t')
  expect(error!.message).not.toContain('logged')
})

test('a table that was there keeps its triggers, and is written by none of the file', async () => {
  await postgres.query('CREATE SCHEMA s; CREATE TABLE s.log (id bigint PRIMARY KEY, text text)')
  source.exec('CREATE TRIGGER of_log AFTER INSERT ON log BEGIN DELETE FROM t WHERE a = NEW.text; END')
  const { error, notes, triggers } = await drop({})
  expect(error).toBeNull()
  expect(notes.map(({ object }) => object)).toEqual(['logged', 'changed', 'gone', 'of_log'])
  expect(notes.map(({ stub }) => stub !== undefined)).toEqual([true, true, true, false])
  expect(triggers).toEqual([])
})

test('one that PostgreSQL refuses is a note', async () => {
  await postgres.query(`CREATE SCHEMA s; CREATE FUNCTION s.gone() RETURNS int LANGUAGE sql AS $$
    ${TRIGGER_MARK}
    SELECT 1$$`)
  const { error, notes, triggers } = await drop({})
  expect(error).toBeNull()
  expect(notes).toMatchObject([{ code: 'trigger-left-out', object: 'gone' }])
  expect(notes[0]!.message).toContain('cannot change return type')
  expect(triggers.map(({ name }) => name)).toEqual(['logged', 'changed'])
})

test('the plan shows what is made, and what is to be finished by hand', async () => {
  source.exec(
    "CREATE TRIGGER shown AFTER DELETE ON t WHEN OLD.a > '' BEGIN\n  INSERT INTO log (text)\n  VALUES (printf('%d', OLD.id));\nEND",
  )
  const planned = await planFile({
    source: await localFile(path),
    target: null,
    options: parseOptions({ triggers: true }),
  })
  const text = planText(planned)
    .map((line) => painted(line, new PassThrough()))
    .join('\n')
  expect(text).toContain('CREATE TRIGGER "gone" AFTER DELETE ON "public"."t" FOR EACH ROW')
  expect(text).toContain(`    BEGIN
      -- WHEN OLD.a > ''
      -- INSERT INTO log (text)
      --   VALUES (printf('%d', OLD.id));
      RETURN NULL;
    END $$;`)
})
