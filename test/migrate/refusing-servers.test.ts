import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import type { RawOptions } from '../../engine/options.ts'
import type { Phase } from '../../engine/events.ts'
import type { Report } from '../../engine/report/report.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { localFile } from './local-file.ts'
import { scratchOfFile } from '../scratch.ts'
import { until } from '../until.ts'
import { MODES } from '../../engine/options/modes.ts'

const { path: scratch } = scratchOfFile()

const path = join(scratch, 'shop.sqlite')
const file = new Database(path)
file.exec(`
  CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);
  INSERT INTO t VALUES (1, 'one'), (2, 'two');
  CREATE TABLE many (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) INSERT INTO many SELECT i, hex(randomblob(8)) FROM n`)
file.close()

const SEEDED =
  "CREATE SCHEMA s; CREATE TABLE s.t (id serial PRIMARY KEY, name text); INSERT INTO s.t VALUES (1, 'seed')"

async function run(
  target: TestDatabase,
  options: RawOptions = {},
  during?: { phase: Phase; act: () => Promise<unknown> },
): Promise<Report> {
  let acted: Promise<unknown> | undefined
  return migrate({
    source: await localFile(path),
    target: async () => {
      await acted
      return target.settings
    },
    options: { schema: 's', ...options },
    listener: (event) => {
      if (event.type === 'phase-started' && event.phase === during?.phase) acted ??= during.act()
    },
  })
}

const seed = (target: TestDatabase) => target.admin('SELECT id, name FROM s.t ORDER BY id')
const SEED = [{ id: 1, name: 'seed' }]

test.for(MODES)('mode %s without grants on the table names the GRANT, which is enough', async (mode) => {
  await using target = await createDatabase()
  const { user } = target.settings
  await target.admin(`${SEEDED}; GRANT USAGE, CREATE ON SCHEMA s TO ${user}`)
  const refused = await run(target, { mode })
  expect(refused.error).toMatchObject({ code: 'target-grant-missing', subject: { table: 't' } })
  expect(await seed(target)).toEqual(SEED)
  if (mode === 'replace') return
  await target.admin(/: (GRANT .*)$/.exec(refused.error!.hint)![1]!)
  expect(await run(target, { mode })).toMatchObject({ outcome: 'published' })
})

test('data only needs no right to make anything in the schema', async () => {
  await using target = await createDatabase()
  const { user } = target.settings
  await target.admin(`${SEEDED}; GRANT USAGE ON SCHEMA s TO ${user}; GRANT SELECT, INSERT ON s.t TO ${user};
    GRANT USAGE, SELECT, UPDATE ON s.t_id_seq TO ${user}`)
  expect((await run(target)).error).toMatchObject({
    code: 'target-grant-missing',
    hint: expect.stringContaining('USAGE, CREATE ON SCHEMA') as string,
  })
  expect(await run(target, { dataOnly: true })).toMatchObject({ outcome: 'published' })
  await target.admin(`REVOKE USAGE ON SCHEMA s FROM ${user}`)
  expect((await run(target, { dataOnly: true })).error).toMatchObject({
    code: 'target-grant-missing',
    hint: expect.stringContaining('GRANT USAGE ON SCHEMA') as string,
  })
})

test('row-level security is an error where it applies to the role, before any row moves', async () => {
  await using target = await createDatabase()
  await target.query(`${SEEDED}; ALTER TABLE s.t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`)
  expect((await run(target)).error).toMatchObject({ code: 'target-row-security', subject: { table: 't' } })
  expect(await seed(target)).toEqual(SEED)
  await target.query('ALTER TABLE s.t NO FORCE ROW LEVEL SECURITY')
  expect(await run(target)).toMatchObject({ outcome: 'published' })
})

test('a read-only role is an error', async () => {
  await using target = await createDatabase()
  await target.query(SEEDED)
  await target.admin(`ALTER ROLE ${target.settings.user} SET default_transaction_read_only = on`)
  expect((await run(target)).error).toMatchObject({ code: 'target-read-only' })
  expect(await seed(target)).toEqual(SEED)
})

test('timeouts that an administrator set for the role do not cut a migration off', async () => {
  await using target = await createDatabase()
  await target.query(SEEDED)
  const { user } = target.settings
  await target.admin(
    `ALTER ROLE ${user} SET statement_timeout = '250ms'; ALTER ROLE ${user} SET lock_timeout = '250ms'`,
  )
  await target.admin("SELECT pg_advisory_lock(hashtextextended('litelift publish s', 0))")
  // Publish has waited for the lock for longer than either allows when it is let go.
  const longer = async () => {
    await until('publish waits', async () => {
      const waiting = await target.admin(
        "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
      )
      return waiting.length > 0
    })
    await sleep(500)
    await target.admin('SELECT pg_advisory_unlock_all()')
  }
  expect(await run(target, {}, { phase: 'publish', act: longer })).toMatchObject({
    outcome: 'published',
  })
})

test('too few connections can be tried again', async () => {
  await using target = await createDatabase()
  await target.query(SEEDED)
  await target.admin(`ALTER ROLE ${target.settings.user} CONNECTION LIMIT 1`)
  expect((await run(target)).error).toMatchObject({ kind: 'again' })
  expect(await seed(target)).toEqual(SEED)
})

test.for(['open', 'inspect', 'stage', 'build', 'verify', 'publish'] as const)(
  'a server that ends its sessions in phase %s leaves the target as it was, and the next try ends it',
  async (phase) => {
    await using target = await createDatabase()
    await target.query(SEEDED)
    const { user } = target.settings
    const end = () =>
      target.admin(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${user}' AND application_name LIKE 'litelift %' AND application_name <> 'litelift tests'`,
      )
    // Publish waits for this lock, or a fast one would be over before its session ends.
    await target.admin("SELECT pg_advisory_lock(hashtextextended('litelift publish s', 0))")
    const broken = await run(target, {}, { phase, act: end })
    await target.admin('SELECT pg_advisory_unlock_all()')
    expect(broken.error).toMatchObject({ kind: 'again' })
    expect(await seed(target)).toEqual(SEED)
    expect(await run(target)).toMatchObject({ outcome: 'published' })
    expect(await target.query('SELECT count(*)::int AS rows FROM s.t')).toEqual([{ rows: 2 }])
  },
)
