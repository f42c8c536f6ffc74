import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Connection } from '../../engine/target/connection/connect.ts'
import { startPostgres, type LocalPostgres } from '../../local/postgres/postgres.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { scratchOfFile } from '../scratch.ts'
import { until } from '../until.ts'

const FILE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, said TEXT, twice AS (id * 2) STORED);
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO t SELECT i, 'file ' || i FROM n;`

/** So that a look at 20 pages takes longer than anybody would wait. */
const SLOW =
  'autovacuum_vacuum_insert_threshold = 10, autovacuum_vacuum_threshold = 10, autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1'

const { path: scratch } = scratchOfFile({ open: true })
let server: LocalPostgres
let admin: Connection

/** Of its own, because the tests' has no autovacuum. */
beforeAll(async () => {
  server = await startPostgres({
    directory: join(scratch, 'autovacuum'),
    temporary: true,
    settings: { fsync: 'off', autovacuum: 'on', autovacuum_naptime: '1s' },
  })
  admin = await connect(server.superuser, 'litelift tests')
  // An ordinary role, which sees nothing of what autovacuum does.
  await admin.client.query("CREATE ROLE app LOGIN PASSWORD 'app'")
  await admin.client.query('CREATE DATABASE app OWNER app')
})
afterAll(async () => {
  await admin[Symbol.asyncDispose]()
  await server.stop()
})

async function once(sql: string): Promise<void> {
  await using connection = await connect(settings(), 'litelift tests')
  await connection.client.query(sql)
}

const settings = () => ({ ...server.superuser, user: 'app', password: 'app', database: 'app' })

const COLUMNS = 'id bigint PRIMARY KEY, said text, twice bigint GENERATED ALWAYS AS (id * 2) STORED'
const WHOLE = `CREATE TABLE s.t (${COLUMNS}) WITH (${SLOW})`
const PARTITIONED = `
  CREATE TABLE s.t (${COLUMNS}) PARTITION BY RANGE (id); CREATE TABLE s.part PARTITION OF s.t DEFAULT WITH (${SLOW})`

test.for([
  ['replace', 'the table'],
  ['truncate', 'the table'],
  ['mirror', 'the table'],
  ['mirror', 'a partition'],
] as const)('with %s, autovacuum of %s gives way, and readers and writers go on meanwhile', async ([mode, of]) => {
  await using application = await connect(settings(), 'the application')
  const { client } = application
  // Autovacuum hears of its rows when its connection closes, or ten seconds later.
  await once(`
      DROP SCHEMA IF EXISTS s CASCADE; CREATE SCHEMA s;
      ${of === 'the table' ? WHOLE : PARTITIONED};
      INSERT INTO s.t SELECT i, repeat('old', 50) FROM generate_series(1, 2000) i; DELETE FROM s.t WHERE id % 2 = 0`)
  await until('autovacuum is at work', async () => {
    const { rows } = await admin.client.query(
      "SELECT FROM pg_stat_activity WHERE query ~ '^autovacuum: VACUUM .*s\\.(t|part)'",
    )
    return rows.length > 0
  })
  const ended = { is: false }
  const slowest = (async () => {
    let most = 0
    for (; !ended.is;) {
      const from = performance.now()
      await client.query(
        "SELECT count(*) FROM s.t; INSERT INTO s.t VALUES (-1, 'application'); DELETE FROM s.t WHERE id = -1",
      )
      most = Math.max(most, performance.now() - from)
    }
    return most
  })()
  const from = performance.now()
  const report = await migrateSql({ settings: settings() }, FILE, { options: { mode }, again: true })
  ended.is = true
  expect(report.error).toBeNull()
  // VACUUM would take 200 s.
  expect(performance.now() - from).toBeLessThan(20_000)
  // Not for the second after which autovacuum is ended: for as long as publish may queue, and the time that publishing takes.
  expect(await slowest).toBeLessThan(950)
  const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM s.t')
  expect(rows).toEqual([{ count: '2000' }])
})

test('autovacuum leaves staging alone, and comes to what is published', async () => {
  const target = settings()
  await using application = await connect(target, 'the application')
  const { client } = application
  await client.query('DROP SCHEMA IF EXISTS s CASCADE')
  const OPTIONS = `
    SELECT c.reloptions AS own, t.reloptions AS toast FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_class t ON t.oid = c.reltoastrelid
     WHERE c.relname = 't' AND n.nspname ~ $1`
  let staged: unknown
  const report = await migrateSql({ settings: target }, FILE, {
    again: true,
    async beforePublish() {
      staged = (await client.query(OPTIONS, ['^litelift_'])).rows
    },
  })
  expect(report.outcome).toBe('published')
  expect(staged).toEqual([{ own: ['autovacuum_enabled=false'], toast: ['autovacuum_enabled=false'] }])
  expect((await client.query(OPTIONS, ['^s$'])).rows).toEqual([{ own: null, toast: null }])
  await until('autovacuum came', async () => {
    const { rows } = await client.query(
      "SELECT FROM pg_stat_user_tables WHERE relname = 't' AND schemaname = 's' AND autovacuum_count > 0",
    )
    return rows.length > 0
  })
})
