import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeAll, expect, test } from 'vitest'
import type { Listener } from '../../engine/events.ts'
import { migrate } from '../../engine/migrate.ts'
import type { Mode } from '../../engine/options/modes.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { localFile } from './local-file.ts'
import { scratchOfFile } from '../scratch.ts'

const { path: scratch } = scratchOfFile()
const path = join(scratch, 'source.sqlite')
beforeAll(() => {
  const source = new Database(path)
  source.exec(`
    CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER CHECK (n > 0), twice INTEGER AS (n * 2) STORED UNIQUE, other TEXT AS (printf('%d', n)));
    INSERT INTO t (n) VALUES (1), (2), (5);
    CREATE VIEW large AS SELECT id, twice FROM t WHERE n > 1;
    CREATE VIEW largest AS SELECT max(twice) AS twice FROM large`)
  source.close()
})

async function run(target: TestDatabase, mode: Mode, more: { signal?: AbortSignal; listener?: Listener } = {}) {
  return migrate({
    source: await localFile(path),
    target: () => Promise.resolve(target.settings),
    options: { schema: 's', mode, verify: 'full' },
    again: true,
    ...more,
  })
}

const STATE = `
  SELECT (SELECT array_agg(attname || ':' || attgenerated::text ORDER BY attnum)::text FROM pg_attribute WHERE attrelid = 's.t'::regclass AND attnum > 0) AS columns,
         (SELECT array_agg(relname ORDER BY relname)::text FROM pg_class WHERE relnamespace = 's'::regnamespace) AS objects,
         (SELECT array_agg(nspname ORDER BY nspname)::text FROM pg_namespace WHERE nspname LIKE 'litelift%') AS schemas,
         (SELECT twice::int FROM s.largest) AS largest, (SELECT count(*)::int FROM s.t) AS rows`

const PUBLISHED = {
  columns: '{id:,n:,twice:s,other:}',
  objects: '{large,largest,t,t_id_seq,t_pkey,t_twice_key}',
  schemas: '{litelift}',
  largest: 10,
  rows: 3,
}

test('the same file in every mode finds what it made', async () => {
  await using target = await createDatabase()
  const made: string[] = []
  for (const mode of ['append', 'append', 'truncate', 'replace', 'replace'] as const) {
    const report = await run(target, mode)
    expect({ mode, error: report.error }).toEqual({ mode, error: null })
    expect(await target.query(STATE)).toEqual([PUBLISHED])
    made.push(report.views.map(({ name, action }) => `${action} ${name}`).join(', '))
  }
  // A view that is there already stays, unless the mode replaces it.
  const replaced = 'replace large, replace largest'
  expect(made).toEqual(['create large, create largest', '', '', replaced, replaced])
})

test('goes on after an interruption that came with the generated columns made', async () => {
  await using target = await createDatabase()
  const controller = new AbortController()
  const listener: Listener = (event) => {
    if (event.type === 'built' && event.what === 'generated columns') controller.abort()
  }
  const interrupted = await run(target, 'append', { signal: controller.signal, listener })
  expect(interrupted.error?.code).toBe('migration-interrupted')
  const report = await run(target, 'append')
  expect(report.error).toBeNull()
  expect(report.notes.map(({ code }) => code)).toEqual(['generated-as-values'])
  expect(await target.query(STATE)).toEqual([PUBLISHED])
})

test('the planner knows what is in new tables', async () => {
  await using target = await createDatabase()
  await run(target, 'append')
  const known = "SELECT attname FROM pg_stats WHERE schemaname = 's' AND tablename = 't' ORDER BY 1"
  expect(await target.query(known)).toEqual(['id', 'n', 'other', 'twice'].map((attname) => ({ attname })))
})
