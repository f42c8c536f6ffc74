import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { localFile } from './local-file.ts'

test('six hundred tables are ten times the work of sixty', async () => {
  const few = await workOf(60)
  const many = await workOf(600)
  // Ten times as much, and some start-up less; something that looks at every table for each table is a hundred times.
  const times = Object.entries(many).map(([what, much]) => ({ what, times: much / few[what]! }))
  expect(times.filter(({ times }) => times > 15)).toEqual([])
})

/** Migrates so many tables, each with a foreign key to the one before it. Gives what that took, by no clock on the wall. */
async function workOf(tables: number): Promise<Record<string, number>> {
  using folder = scratchFolder()
  const path = join(folder.path, 'source.sqlite')
  makeTables(path, tables)
  await using target = await createDatabase()
  const cpu = process.cpuUsage()
  const report = await migrate({
    source: await localFile(path),
    target: () => Promise.resolve(target.settings),
    options: { schema: 's' },
  })
  const { user } = process.cpuUsage(cpu)
  expect(report.error).toBeNull()
  expect(report.tables).toHaveLength(tables)
  const work = await workOfServer(target)
  const [counted] = await target.query(`
    SELECT (SELECT count(*)::int FROM pg_tables WHERE schemaname = 's') AS tables,
           (SELECT count(*)::int FROM pg_constraint WHERE connamespace = 's'::regnamespace AND contype IN ('p', 'u', 'f')) AS keys,
           (SELECT string_agg(name, ',') FROM s.t${tables - 1}) AS last`)
  expect(counted).toEqual({ tables, keys: 3 * tables - 1, last: `n${tables - 1}` })
  return { ...work, 'our processor': user }
}

function makeTables(path: string, tables: number): void {
  const source = new Database(path)
  source.pragma('journal_mode = OFF')
  for (let i = 0; i < tables; i++) {
    const parent = i === 0 ? '' : ` REFERENCES t${i - 1}`
    source.exec(`CREATE TABLE t${i} (id INTEGER PRIMARY KEY, name TEXT UNIQUE, other INTEGER${parent})`)
    // Every tenth table is empty.
    if (i % 10 > 0) source.exec(`INSERT INTO t${i} VALUES (1, 'n${i}', NULL), (2, NULL, NULL)`)
  }
  source.close()
}

/** A server process counts what it did when it ends. */
async function workOfServer(target: TestDatabase): Promise<Record<string, number>> {
  await target.admin(`DO $$ BEGIN
    WHILE EXISTS (SELECT FROM pg_stat_activity WHERE usename = '${target.settings.user}') LOOP
      PERFORM pg_sleep(0.01), pg_stat_clear_snapshot();
    END LOOP;
  END $$`)
  const [work] = await target.admin<Record<string, number>>(
    `SELECT xact_commit::int AS transactions, blks_hit::int AS pages, tup_returned::int AS rows
       FROM pg_stat_database WHERE datname = current_database()`,
  )
  return work!
}
