import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import type { Report } from '../../engine/report/report.ts'
import type { ConnectionSettings } from '../../engine/target/settings.ts'
import { readPostmaster } from '../../local/postgres/running.ts'
import { startPostgres } from '../../local/postgres/postgres.ts'
import { litelift, type Run, type Running } from '../cli/run.ts'
import { createDatabase } from '../database.ts'
import { leftBehind } from '../left-behind.ts'
import { networkTo, type Network } from '../network.ts'
import { scratchFolder } from '../scratch.ts'
import { Client } from 'pg'

/** Statements by which the moments of a migration are known on the wire, in their order. */
export const MOMENTS = {
  connect: /^\s*SET client_encoding/,
  ledger: /CREATE SCHEMA IF NOT EXISTS litelift/,
  claim: /INSERT INTO litelift\.migration/,
  'read the target': /pg_get_expr/,
  'make staging': /^CREATE SCHEMA "?litelift_/,
  'copy rows': /^COPY "?litelift_/,
  checkpoint: /UPDATE litelift\.checkpoint c\s+SET reached/,
  'build an index': /CREATE (?:UNIQUE )?INDEX/,
  'add a foreign key': /ADD CONSTRAINT .* FOREIGN KEY/,
  'count rows': /SELECT count\(\*\)/,
  'convert rows': /CREATE UNLOGGED TABLE/,
  'take turns': /litelift publish/,
  'lock tables': /^LOCK TABLE/,
  'move a table': /SET SCHEMA/,
  'merge rows': /^WITH d0/,
  'advance sequences': /WITH counted AS/,
  'record it': /SET state = 'published'/,
  commit: /^COMMIT$/,
} as const
export type Moment = keyof typeof MOMENTS

/** What happens at that moment. */
export const FAULTS = [
  'reset',
  'answer lost',
  'stalled',
  'black hole',
  'session ended',
  'all sessions ended',
  'server restarted',
  'server crashed',
  'kill -9',
  'SIGTERM',
  'Ctrl-C twice',
] as const
export type Fault = (typeof FAULTS)[number]

/** How a migration with a fault ended, and what the same command did after it. */
export interface Outcome {
  /** The report's outcome or error code; the signal where there was no report. */
  first: string
  seconds: number
  /** Whether the tables were there afterwards. */
  visible: boolean
  again: string
  /** Of the tables, after that. */
  digest: string
  /** What is left of it all: schemas, locks, sessions, files. */
  left: string[]
}

const FILE = `
  CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
  CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author, title TEXT);
  CREATE TABLE page (id INTEGER PRIMARY KEY, book INTEGER REFERENCES book);
  CREATE INDEX book_title ON book (title);
  INSERT INTO author VALUES (1, 'Ann'), (2, 'Bo'), (3, 'Cy');
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO book SELECT i, 1 + i % 3, 'title ' || i FROM n;
  INSERT INTO page SELECT id, id FROM book`

/** In mode upsert, so that rows are merged into this one. */
const TARGET = `
  CREATE SCHEMA s; CREATE TABLE s.author (id bigserial PRIMARY KEY, name text); INSERT INTO s.author VALUES (1, 'old'), (9, 'kept')`

const DIGEST = `
  SELECT md5(concat((SELECT string_agg(t::text, ',' ORDER BY id) FROM s.author t), (SELECT string_agg(t::text, ',' ORDER BY id) FROM s.book t),
                    (SELECT string_agg(t::text, ',' ORDER BY id) FROM s.page t),
                    (SELECT string_agg(conname, ',' ORDER BY conname) FROM pg_constraint WHERE connamespace = 's'::regnamespace AND contype <> 'n'),
                    (SELECT string_agg(indexname, ',' ORDER BY indexname) FROM pg_indexes WHERE schemaname = 's'))) AS digest`

const LEFT = `
  SELECT 'schema ' || nspname AS left FROM pg_namespace WHERE nspname ~ '^litelift_[0-9a-f]{16}$'
   UNION ALL
  SELECT 'session ' || application_name FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'litelift%' AND application_name <> 'litelift tests' AND pid <> pg_backend_pid()
   UNION ALL
  SELECT 'lock ' || locktype FROM pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()
   UNION ALL
  SELECT 'checkpoint of ' || table_name FROM litelift.checkpoint`

/** Migrates with a fault at a moment; none is the undisturbed one. */
export async function migrateWith(moment: Moment | null, fault: Fault | null): Promise<Outcome> {
  await using target = await targetFor(fault)
  await using network = await networkTo(target.settings)
  using folder = scratchFolder()
  using temporary = scratchFolder()
  await target.ask(TARGET)
  const args = [
    'migrate',
    folder.database('f.sqlite', FILE),
    '--to',
    network.url,
    '--schema',
    's',
    '--mode',
    'upsert',
    '--json',
  ]
  const env = { TMPDIR: temporary.path }
  const started = performance.now()
  let happened: Promise<void> = Promise.resolve()
  const first = await litelift(args, {
    env,
    during: async (running) => {
      if (moment !== null && fault !== null) happened = happens(network, target, { moment, fault, running })
    },
  })
  const seconds = Math.round((performance.now() - started) / 1000)
  await Promise.race([
    happened,
    sleep(5000).then(() => Promise.reject(new Error(`${moment} was not reached: ${told(first)}`))),
  ])
  await target.settled()
  const [there] = await target.ask<{ visible: boolean }>("SELECT to_regclass('s.book') IS NOT NULL AS visible")
  network.swallow(false)
  const again = await untilFree(() => litelift(args, { env }))
  const [row] = await target.ask<{ digest: string }>(DIGEST)
  return {
    first: told(first),
    seconds,
    visible: there!.visible,
    again: told(again),
    digest: row!.digest,
    left: await leftAfter(target, temporary.path),
  }
}

/** While the server does not know that a client is gone, its migration counts as running: for about a minute where the network went. */
async function untilFree(command: () => Promise<Run>): Promise<Run> {
  for (const until = performance.now() + 90_000; ; await sleep(2000)) {
    const run = await command()
    if (told(run) !== 'migration-running' || performance.now() > until) return run
  }
}

function told({ stdout, stderr, signal }: Run): string {
  if (signal !== null) return signal
  try {
    const { outcome, error } = JSON.parse(stdout) as Report
    return error?.code ?? outcome
  } catch {
    return stderr
  }
}

/** The server ends sessions a moment after their clients. */
async function leftAfter(target: Target, temporary: string): Promise<string[]> {
  for (const until = performance.now() + 10_000; ; await sleep(200)) {
    const rows = await target.ask<{ left: string }>(LEFT)
    const left = [...rows.map((row) => row.left), ...(await leftBehind(temporary)).map((name) => `file ${name}`)]
    if (left.length === 0 || performance.now() > until) return left
  }
}

interface Target extends AsyncDisposable {
  settings: ConnectionSettings
  /** Asks as a superuser. */
  ask<Row extends object>(sql: string): Promise<Row[]>
  restart(how: 'fast' | 'immediate'): Promise<void>
  /** Waits until the server is there again. */
  settled(): Promise<void>
}

/** A database of its own; a server of its own where that is to be restarted. */
async function targetFor(fault: Fault | null): Promise<Target> {
  if (fault !== 'server restarted' && fault !== 'server crashed') {
    const database = await createDatabase({ patience: 100_000 })
    return {
      settings: database.settings,
      ask: (sql) => (sql === TARGET ? database.query(sql) : database.admin(sql)) as Promise<never>,
      restart: () => Promise.reject(new Error('others are on this server')),
      settled: () => Promise.resolve(),
      [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
    }
  }
  const folder = scratchFolder({ open: true })
  const options = { directory: join(folder.path, 'data'), settings: { fsync: 'off', autovacuum: 'off' } }
  let server = await startPostgres(options)
  let restarting: Promise<void> = Promise.resolve()
  const restart = async (how: 'fast' | 'immediate') => {
    if (how === 'immediate') {
      const { pid } = (await readPostmaster(server.directory))!
      process.kill(pid, 'SIGQUIT')
    }
    await server.stop()
    await sleep(500)
    server = await startPostgres(options)
  }
  return {
    settings: server.superuser,
    async ask<Row extends object>(sql: string) {
      const { host, port, user, password, database } = server.superuser
      const client = new Client({ host, port, user, password, database })
      await client.connect()
      try {
        return (await client.query(sql)).rows as Row[]
      } finally {
        await client.end()
      }
    },
    restart: (how) => (restarting = restart(how)),
    settled: () => restarting,
    async [Symbol.asyncDispose]() {
      await restarting
      await server.stop()
      folder[Symbol.dispose]()
    },
  }
}

interface Happening {
  moment: Moment
  fault: Fault
  running: Running
}

/** Resolves once the fault has happened. */
async function happens(network: Network, target: Target, { moment, fault, running }: Happening): Promise<void> {
  // Of many a COMMIT the one that publishes.
  if (moment === 'commit') await network.at(/pg_current_xact_id/, 'pass')
  return network.at(MOMENTS[moment], (session) => {
    switch (fault) {
      case 'reset':
        return 'reset'
      case 'answer lost':
        return 'lose-answer'
      case 'stalled':
        return 'stall'
      case 'black hole':
        network.swallow()
        return 'stall'
      case 'session ended':
        return target
          .ask(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE client_port = ${session.port}`)
          .then(passes)
      case 'all sessions ended':
        return target
          .ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'litelift%' AND application_name <> 'litelift tests'",
          )
          .then(passes)
      case 'server restarted':
      case 'server crashed':
        void target.restart(fault === 'server crashed' ? 'immediate' : 'fast')
        return 'pass'
      case 'kill -9':
        running.kill('SIGKILL')
        return 'pass'
      case 'SIGTERM':
        running.kill('SIGTERM')
        return sleep(300).then(passes)
      case 'Ctrl-C twice':
        running.kill('SIGINT')
        return sleep(300).then(() => {
          running.kill('SIGINT')
          return 'pass'
        })
    }
  })
}

const passes = (): 'pass' => 'pass'
