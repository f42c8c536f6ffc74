import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type QueryResultRow } from 'pg'
import { inject } from 'vitest'
import type { ConnectionSettings } from '../engine/target/settings.ts'

/** A fresh database with an ordinary role. Dispose drops both, and throws when the role still has connections. */
export interface TestDatabase extends AsyncDisposable {
  /** Of the ordinary role: what the code under test connects with. */
  settings: ConnectionSettings
  /** The same as a URL. */
  url: string
  /** Runs SQL as the ordinary role and gives the rows. */
  query: Query
  /** Runs SQL in this database as superuser and gives the rows. */
  admin: Query
}

type Query = <Row extends QueryResultRow>(sql: string, parameters?: unknown[]) => Promise<Row[]>

export interface DatabaseOptions {
  /** The role may CREATE in the database and nothing more, so not in `public` either, unless asked for. */
  createInPublic?: boolean
  /** Milliseconds until a connection counts as left open. Only a test that fails waits for so long. */
  patience?: number
}

/**
 * Takes about 30 ms, and dropping it 20 ms, on a server whose data is in memory. STRATEGY wal_log, the default since
 * PostgreSQL 15 brought it, because file_copy asks for two checkpoints, which wait for what the tests next door have written.
 */
export async function createDatabase({
  createInPublic = false,
  patience = 10_000,
}: DatabaseOptions = {}): Promise<TestDatabase> {
  const superuser = inject('superuser')
  const name = `test_${randomBytes(6).toString('hex')}`
  const settings = { ...superuser, user: name, password: name, database: name }
  await withClient(superuser, async (client) => {
    await client.query(`CREATE DATABASE ${name}`)
    await quickPasswords(client)
    await client.query(`CREATE ROLE ${name} LOGIN PASSWORD '${name}'; GRANT CREATE ON DATABASE ${name} TO ${name}`)
  })
  const role = lazyClient(settings)
  const admin = lazyClient({ ...superuser, database: name })
  if (createInPublic) await admin.query(`GRANT CREATE ON SCHEMA public TO ${name}`)
  return {
    settings,
    url: `postgres://${name}:${name}@${settings.host}:${settings.port}/${name}`,
    query: role.query,
    admin: admin.query,
    async [Symbol.asyncDispose]() {
      await Promise.all([role.end(), admin.end()])
      await withClient(superuser, async (client) => {
        const leaked = await connectionsLeft(client, name, patience)
        await client.query(`DROP DATABASE ${name} WITH (FORCE)`)
        await client.query(`DROP ROLE ${name}`)
        if (leaked.length > 0) throw new Error(`Connections were left open:\n${leaked.join('\n')}`)
      })
    },
  }
}

/**
 * Passwords that this session gives are hashed once at each login, not 4,096 times, which takes 5 ms of client and server. PostgreSQL 16
 * brought the setting.
 */
export async function quickPasswords(client: Client): Promise<void> {
  await client.query(`SELECT set_config(name, '1', false) FROM pg_settings WHERE name = 'scram_iterations'`)
}

/** A server process ends a moment after its client hung up. */
async function connectionsLeft(client: Client, database: string, patience: number): Promise<string[]> {
  for (const deadline = Date.now() + patience; ; await sleep(10)) {
    const { rows } = await client.query<{ pid: number; state: string; query: string }>(
      `SELECT pid, state, query FROM pg_stat_activity WHERE datname = $1 OR usename = $1`,
      [database],
    )
    if (rows.length === 0 || Date.now() > deadline) {
      return rows.map(({ pid, state, query }) => `  process ${pid}, ${state}, last statement: ${query}`)
    }
  }
}

async function withClient(settings: ConnectionSettings, work: (client: Client) => Promise<void>): Promise<void> {
  const client = open(settings)
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

/** Connects at the first query: most tests never need one of the two. */
function lazyClient(settings: ConnectionSettings): { query: Query; end: () => Promise<void> } {
  let connected: Promise<Client> | null = null
  const connect = async () => {
    const client = open(settings)
    await client.connect()
    return client
  }
  return {
    query: async <Row extends QueryResultRow>(sql: string, parameters?: unknown[]) => {
      const client = await (connected ??= connect())
      return (await client.query<Row>(sql, parameters)).rows
    },
    end: async () => {
      if (connected) await (await connected).end()
    },
  }
}

function open({ host, port, user, password, database }: ConnectionSettings): Client {
  return new Client({ host, port, user, password, database, application_name: 'litelift tests' })
}
