import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import type { ConnectionSettings } from '../engine/target/settings.ts'
import { startPostgres } from '../local/postgres/postgres.ts'
import { processes } from './measure/proc-stat.ts'

/** An empty database; disposing drops it. */
export interface EmptyDatabase extends AsyncDisposable {
  /** Of its owner, an ordinary role. */
  owner: ConnectionSettings
  /** The same with the server's superuser, for server-side files. */
  superuser: ConnectionSettings
}

export interface BenchServer extends AsyncDisposable {
  /** The data directory: the only place that both this program and the server can be sure to reach. */
  directory: string
  /** `show` of what matters to loading. */
  settings: Record<string, string>
  emptyDatabase(): Promise<EmptyDatabase>
  /** Seconds of CPU time that the server's processes have taken since it started; null where it cannot be known. */
  cpu(): number | null
}

const SHOWN = [
  'server_version',
  'shared_buffers',
  'max_wal_size',
  'wal_level',
  'fsync',
  'synchronous_commit',
  'autovacuum',
]

/** The project's own PostgreSQL on the disk of the machine, with the settings of a fresh installation. */
export async function startServer(): Promise<BenchServer> {
  const server = await startPostgres({ directory: join(tmpdir(), `litelift-bench-${randomUUID()}`), temporary: true })
  const password = randomUUID()
  await statements(server.superuser, [`CREATE ROLE bench LOGIN PASSWORD '${password}'`])
  return {
    directory: server.directory,
    settings: await shown(server.superuser),
    emptyDatabase: async () => {
      const database = `bench_${randomUUID().slice(0, 8)}`
      // The checkpoint, so that nobody pays for what the one before has left to be written.
      await statements(server.superuser, [`CREATE DATABASE ${database} OWNER bench`, 'CHECKPOINT'])
      return {
        owner: { ...server.superuser, user: 'bench', password, database },
        superuser: { ...server.superuser, database },
        [Symbol.asyncDispose]: () => statements(server.superuser, [`DROP DATABASE ${database} WITH (FORCE)`]),
      }
    },
    cpu: () => cpuOf(server.directory),
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

/** Of the postmaster, its running children, and those that it has waited for. */
function cpuOf(directory: string): number | null {
  const postmaster = Number(readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n')[0])
  const own = processes().filter(({ pid, parent }) => Number(pid) === postmaster || parent === postmaster)
  return own.length === 0 ? null : own.reduce((sum, { cpu, reaped }) => sum + cpu + reaped, 0)
}

/** Runs statements one after another on one connection of their own. */
export async function statements(settings: ConnectionSettings, sql: string[]): Promise<void> {
  await using client = await connected(settings)
  for (const statement of sql) await client.query(statement)
}

export async function connected({ host, port, user, password, database }: ConnectionSettings) {
  const client = new Client({ host, port, user, password, database })
  await client.connect()
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}

async function shown(settings: ConnectionSettings): Promise<Record<string, string>> {
  await using client = await connected(settings)
  const { rows } = await client.query<{ name: string; value: string }>(
    'SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS name',
    [SHOWN],
  )
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}

/** libpq's environment, which keeps passwords off command lines. */
export function libpq({ host, port, user, password, database }: ConnectionSettings): Record<string, string> {
  return { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: database }
}

export function urlOf({ host, port, user, database }: ConnectionSettings): string {
  return `postgresql://${user}@${host}:${port}/${database}`
}
