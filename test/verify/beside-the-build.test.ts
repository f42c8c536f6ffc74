import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { MigrationEvent } from '../../engine/events.ts'
import { migrate } from '../../engine/migrate.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { localFile } from '../migrate/local-file.ts'
import { scratchFolder } from '../scratch.ts'

/** Enough for threads and digests; `tail` is too small, and `made` is made anew for its generated column. */
const TABLES = `
  CREATE TABLE large (id INTEGER PRIMARY KEY, name TEXT UNIQUE, code INTEGER);
  CREATE INDEX large_code ON large (code);
  CREATE TABLE made (id INTEGER PRIMARY KEY, name TEXT, low TEXT GENERATED ALWAYS AS (lower(name)) STORED);
  CREATE TABLE tail (id INTEGER PRIMARY KEY, name TEXT);
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
    INSERT INTO large SELECT i, printf('%060d', i), i % 7 FROM n;
  INSERT INTO made (id, name) SELECT id, 'N' || name FROM large WHERE id <= 30000;
  INSERT INTO tail SELECT id, name FROM large WHERE id <= 10`

async function migrated(target: TestDatabase, listener: (event: MigrationEvent) => void, signal?: AbortSignal) {
  using folder = scratchFolder()
  const path = join(folder.path, 'source.sqlite')
  const source = new Database(path)
  source.exec(TABLES)
  source.close()
  return await migrate({
    source: await localFile(path),
    target: () => Promise.resolve(target.settings),
    options: { schema: 's', workers: 2 },
    listener,
    ...(signal && { signal }),
  })
}

/** Does something whenever an index was made in staging, before that is committed. */
async function whenIndexed(target: TestDatabase, does: string): Promise<void> {
  await target.admin(`
    CREATE FUNCTION public.indexed() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
      IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity LIKE 'litelift\\_%') THEN ${does}; END IF;
    END $$;
    CREATE EVENT TRIGGER indexed ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION public.indexed()`)
}

/** What was compared in which phase. */
class Compared {
  readonly in = new Map<string, Set<string>>()
  #phase = ''
  readonly listener = (event: MigrationEvent) => {
    if (event.type === 'phase-started') this.#phase = event.phase
    if (event.type !== 'compared') return
    this.in.set(this.#phase, (this.in.get(this.#phase) ?? new Set()).add(event.table))
  }
}

test('large tables are compared while they are built, the others afterwards', async () => {
  await using target = await createDatabase()
  await whenIndexed(target, 'PERFORM pg_sleep(1)')
  const compared = new Compared()
  const report = await migrated(target, compared.listener)
  expect(report).toMatchObject({ outcome: 'published', verified: 'full', notes: [] })
  expect(compared.in.get('build')).toContain('large')
  expect(compared.in.get('build')).not.toContain('tail')
  expect(compared.in.get('verify')).toContain('tail')
  expect([...compared.in.get('build')!, ...compared.in.get('verify')!]).toContain('made')
})

test('a value that is another one in the target is named, and nothing is published', async () => {
  await using target = await createDatabase()
  // What a trigger does to a row on its way is as if the encoder had done it.
  await target.admin(`
    CREATE FUNCTION public.spoil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.code := 4711; RETURN NEW; END';
    CREATE FUNCTION public.arm() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      DECLARE made record;
      BEGIN
        FOR made IN SELECT * FROM pg_event_trigger_ddl_commands() WHERE object_identity LIKE 'litelift\\_%.large' LOOP
          EXECUTE format('CREATE TRIGGER spoil BEFORE INSERT ON %s FOR EACH ROW WHEN (NEW.id = 777) EXECUTE FUNCTION public.spoil()',
                         made.object_identity);
        END LOOP;
      END $$;
    CREATE EVENT TRIGGER arm ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION public.arm()`)
  const report = await migrated(target, () => undefined)
  expect(report).toMatchObject({ outcome: 'failed', error: { code: 'verify-differs' } })
  expect(report.error!.message).toMatch(/large/)
  expect(JSON.stringify(report.error)).toMatch(/777|4711/)
  expect(
    await target.query("SELECT nspname FROM pg_namespace WHERE nspname = 's' OR nspname LIKE 'litelift\\_%'"),
  ).toEqual([])
})

test('nothing depends on it: where its connections are lost, the tables are compared afterwards', async () => {
  await using target = await createDatabase()
  const compared = new Compared()
  await whenIndexed(target, 'PERFORM pg_sleep(1)')
  let ended: Promise<object[]> = Promise.resolve([])
  const report = await migrated(target, (event) => {
    compared.listener(event)
    if (event.type !== 'compared' || compared.in.has('verify')) return
    ended = ended.then(async (before) => [
      ...before,
      ...(await target.admin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                               WHERE application_name = 'litelift verify' AND datname = current_database()`)),
    ])
  })
  expect(await ended).toContainEqual({ pg_terminate_backend: true })
  expect(report).toMatchObject({ outcome: 'published', verified: 'full' })
})

test('where the build fails, its error is the one that counts, and the ledger knows it', async () => {
  await using target = await createDatabase()
  await whenIndexed(target, "RAISE EXCEPTION 'no index today' USING ERRCODE = '53100'")
  const report = await migrated(target, () => undefined)
  expect(report.error).toMatchObject({ message: expect.stringContaining('no index today') as string })
  expect(await target.query("SELECT report -> 'error' ->> 'code' AS code FROM litelift.migration")).toEqual([
    { code: report.error!.code },
  ])
})
