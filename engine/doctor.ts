import { grouped } from './counted.ts'
import { asLiteliftError } from './errors.ts'
import type { Options } from './options.ts'
import { checkServer } from './target/check-server.ts'
import { connect, type Connection } from './target/connection/connect.ts'
import { checkLedgerGrants } from './target/ledger/ledger-grants.ts'
import { checkUpgrade, isLatest } from './target/ledger/prepare-ledger.ts'
import { query } from './target/query.ts'
import type { ConnectionSettings } from './target/settings.ts'
import { command, option } from './named.ts'

/** What was looked at, what was found, and, where something is to be done, what. */
export interface Finding {
  what: 'login' | 'server' | 'ledger' | 'connections' | 'locks' | 'transactions' | 'space'
  state: 'ok' | 'warning' | 'failed'
  message: string
  fix: string | null
}

type Look = (connection: Connection, settings: ConnectionSettings, options: Options) => Promise<Omit<Finding, 'what'>>

/** In this order; one that fails does not keep the others from being looked at. */
const LOOKS: [Finding['what'], Look][] = [
  ['server', server],
  ['ledger', ledger],
  ['connections', connections],
  ['locks', locks],
  ['transactions', transactions],
  ['space', space],
]

/** Looks at what a migration into the target would meet, and changes nothing. */
export async function examine(settings: ConnectionSettings, options: Options): Promise<Finding[]> {
  let opened
  try {
    opened = await connect(settings, 'litelift doctor')
  } catch (error) {
    return [failed('login', error)]
  }
  await using connection = opened
  const { host, port, user, database, tls } = settings
  const findings: Finding[] = [
    {
      what: 'login',
      ...ok(
        `${user} at ${host}:${port}/${database}, ${tls === false ? 'without TLS' : 'TLS, certificate and name checked'}`,
      ),
    },
  ]
  for (const [what, look] of LOOKS) {
    try {
      findings.push({ what, ...(await look(connection, settings, options)) })
    } catch (error) {
      findings.push(failed(what, error))
    }
  }
  return findings
}

function failed(what: Finding['what'], thrown: unknown): Finding {
  const { message, hint } = asLiteliftError(thrown)
  return { what, state: 'failed', message, fix: hint }
}

function ok(message: string): Omit<Finding, 'what'> {
  return { state: 'ok', message, fix: null }
}

function warning(message: string, fix: string): Omit<Finding, 'what'> {
  return { state: 'warning', message, fix }
}

async function server({ client }: Connection, _: ConnectionSettings, options: Options) {
  await checkServer(client, options)
  const [row] = await query<{ version: string }>(client, "SELECT current_setting('server_version') AS version")
  return ok(`PostgreSQL ${row!.version}, takes writes; the role may make schemas, and use ${options.schema}`)
}

async function ledger({ client }: Connection) {
  await checkLedgerGrants(client, 'write')
  const version = await checkUpgrade(client)
  if (version === 0) return ok('none yet; the first migration makes it')
  return ok(isLatest(version) ? `of version ${version}` : `of version ${version}, which the next migration raises`)
}

/**
 * Connections that a migration has at most: two of its own, one of which renews its lease; beside them one for each worker and one that builds
 * indexes while it stages, or, while it verifies, one for each worker and as many that gather statistics.
 */
export function connectionsFor(workers: number): number {
  return 2 + Math.max(workers + 1, 2 * workers)
}

/** What the role itself and the server leave free. */
async function connections({ client }: Connection, _: ConnectionSettings, { workers }: Options) {
  const [row] = await query<{ free: number }>(client, FREE)
  const needed = connectionsFor(workers)
  const { free } = row!
  if (free >= needed) return ok(`${grouped(free)} are free, ${needed} are needed with ${workers} workers`)
  return warning(
    `${grouped(free)} are free, and ${needed} are needed with ${workers} workers`,
    `Use fewer ${option('workers')}, raise the limit of the role or max_connections, or end sessions that idle.`,
  )
}

const FREE = `
  SELECT least(
           current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
             - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
           CASE WHEN rolconnlimit < 0 THEN 1000000
                ELSE rolconnlimit - (SELECT count(*) FROM pg_stat_activity WHERE usename = current_user) END)::int AS free
    FROM pg_roles WHERE rolname = current_user`

/** A transaction locks every table, index and constraint that it makes (runtime-config-locks.html). */
async function locks({ client }: Connection) {
  const [row] = await query<{ most: number }>(
    client,
    `SELECT current_setting('max_locks_per_transaction')::int
            * (current_setting('max_connections')::int + current_setting('max_prepared_transactions')::int) AS most`,
  )
  return ok(`${grouped(row!.most)} at a time; files of more tables and indexes need a higher max_locks_per_transaction`)
}

/** Seconds after which a transaction is likely to be there still when a migration publishes. */
const LONG = 60

async function transactions({ client }: Connection) {
  const [oldest] = await query<{ who: string; age: number }>(client, OLDEST, [LONG])
  if (!oldest) return ok('none that has been open for more than a minute')
  return warning(
    `${oldest.who} has been open for ${grouped(Math.round(oldest.age))} s: publishing waits for it, for a minute`,
    'End it, or migrate when it has ended.',
  )
}

const OLDEST = `
  SELECT who, age FROM (
    SELECT format('the transaction of session %s%s', pid, CASE application_name WHEN '' THEN '' ELSE ' (' || application_name || ')' END) AS who,
           extract(epoch FROM clock_timestamp() - xact_start)::float8 AS age
      FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
     UNION ALL
    SELECT format('the prepared transaction %s', gid), extract(epoch FROM clock_timestamp() - prepared)::float8
      FROM pg_prepared_xacts WHERE database = current_database()) AS open
   WHERE age > $1 ORDER BY age DESC LIMIT 1`

async function space({ client }: Connection) {
  const [row] = await query<{ database: number; staged: number; migrations: number }>(client, SPACE)
  const { database, staged, migrations } = row!
  const megabytes = (bytes: number) => `${grouped(Math.ceil(bytes / 1e6))} MB`
  const holds = `the database has ${megabytes(database)}; what the disk has left no server tells`
  if (migrations === 0) return ok(holds)
  return warning(
    `${holds}; ${megabytes(staged)} of it are staged by migrations that were not published`,
    `Run them again, or remove what they left: ${command('forget', '--stale')}.`,
  )
}

const SPACE = `
  SELECT pg_database_size(current_database())::float8 AS database, coalesce(sum(pg_total_relation_size(c.oid)), 0)::float8 AS staged,
         count(DISTINCT n.oid)::int AS migrations
    FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r'
   WHERE n.nspname ~ '^litelift_[0-9a-f]{16}$'`

/** Whether a migration would end with an error. */
export function isIll(findings: readonly Finding[]): boolean {
  return findings.some(({ state }) => state === 'failed')
}
