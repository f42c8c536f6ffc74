import { expect, test } from 'vitest'
import type { MigrationEvent } from '../../engine/events.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'

const TABLES = Array.from({ length: 120 }, (_, at) => `t${at}`)
const FILE = TABLES.map(
  (name) => `CREATE TABLE ${name} (id INTEGER PRIMARY KEY, code UNIQUE, n INTEGER CHECK (n > 0));
    CREATE INDEX ${name}_n ON ${name} (n); INSERT INTO ${name} VALUES (1, 1, 1), (7, 'x', 2)`,
).join(';\n')

/** Indexes and constraints by table. */
async function built(target: TestDatabase): Promise<Map<unknown, unknown>> {
  const rows = await target.query(`
    SELECT c.relname AS table, array_agg(k.what ORDER BY k.what) AS what
      FROM pg_class c
     CROSS JOIN LATERAL (
       SELECT replace(pg_get_indexdef(indexrelid), c.relname, '…') FROM pg_index WHERE indrelid = c.oid
        UNION ALL
       SELECT replace(conname || ' ' || pg_get_constraintdef(oid), c.relname, '…') FROM pg_constraint WHERE conrelid = c.oid) k (what)
     WHERE c.relnamespace = 's'::regnamespace AND c.relkind = 'r' GROUP BY 1`)
  return new Map(rows.map(({ table, what }) => [table, what]))
}

/** Of each transaction that made indexes of tables, of how many; publishing writes those in pg_class anew. */
async function transactions(target: TestDatabase): Promise<number[]> {
  const rows = await target.query<{ tables: number }>(`
    SELECT count(*)::int AS tables FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
     WHERE c.relname LIKE 't%\\_n' AND c.relnamespace = 's'::regnamespace GROUP BY i.xmin::text ORDER BY 1 DESC`)
  return rows.map(({ tables }) => tables)
}

test('small tables are built fifty to a transaction, and each index is told of', async () => {
  await using target = await createDatabase()
  const told: string[] = []
  const listener = (event: MigrationEvent) => {
    if (event.type === 'built') told.push(`${event.table} ${event.what}`)
  }
  const report = await migrateSql(target, FILE, { options: { workers: 2 }, listener })
  expect(report.outcome).toBe('published')
  expect(new Set(report.notes.map(({ code }) => code))).toEqual(new Set(['type-mixed-classes']))
  expect(await transactions(target)).toEqual([50, 50, 20])
  const whats = (name: string) => [`${name}_pkey`, `${name}_code_key`, `${name}_n`, 'constraints']
  expect(told.toSorted()).toEqual(TABLES.flatMap((name) => whats(name).map((what) => `${name} ${what}`)).toSorted())
  const all = await built(target)
  expect(all.size).toBe(120)
  expect(new Set([...all.values()].map((what) => JSON.stringify(what))).size).toBe(1)
  expect(await target.query("SELECT nextval('s.t5_id_seq')::int AS next")).toEqual([{ next: 8 }])
  const analyzed =
    "SELECT count(*)::int AS tables FROM pg_class WHERE relnamespace = 's'::regnamespace AND reltuples = 2"
  expect(await target.query(analyzed)).toEqual([{ tables: 120 + 3 * 120 }])
})

test('what is refused of one table is noted, and all others have everything', async () => {
  await using target = await createDatabase()
  const collide =
    "INSERT INTO t3 VALUES (8, '1', 3); PRAGMA ignore_check_constraints = ON; INSERT INTO t60 VALUES (8, 'y', -1)"
  const report = await migrateSql(target, `${FILE}; ${collide}`, { options: { workers: 1 } })
  expect(report.outcome).toBe('published')
  const notes = report.notes.filter(({ code }) => code !== 'type-mixed-classes')
  expect(notes.map(({ code, table }) => `${code} ${table}`).toSorted()).toEqual([
    'check-not-valid t60',
    'unique-weakened t3',
  ])
  const all = await built(target)
  const { t3, t60, ...others } = Object.fromEntries(all) as Record<string, string[]>
  const [one] = Object.values(others)
  expect(new Set(Object.values(others).map((what) => JSON.stringify(what)))).toEqual(new Set([JSON.stringify(one)]))
  expect(t60).toEqual(one!.map((what) => what.replace('CHECK ((n > 0))', 'CHECK ((n > 0)) NOT VALID')))
  expect(one!.filter((what) => !t3!.includes(what))).toHaveLength(2)
})
