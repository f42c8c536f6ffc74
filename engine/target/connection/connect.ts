import { Client, type ClientConfig, type QueryResult } from 'pg'
import { LiteliftError } from '../../errors.ts'
import { fromServer } from '../server-error.ts'
import type { ConnectionSettings, SettingsProvider } from '../settings.ts'
import { hangUp, socketOf, watch, type Patience } from './watchdog.ts'

/** A connection that closes itself at the end of its scope. */
export interface Connection extends AsyncDisposable {
  readonly client: Client
  /** Of the server process, as others see it in pg_stat_activity. */
  readonly pid: number
  /** Of the server, such as `17.6`. */
  readonly version: string
  /** How another connection to the same server is opened. */
  readonly config: ClientConfig
}

/** Milliseconds to reach the server; Aurora Serverless that paused needs about 15 s to resume. */
const CONNECT_TIMEOUT = 60_000

/**
 * Opens one connection with the session settings that every phase relies on.
 * @param patience how long a silent server is waited for
 * @param timeout milliseconds in which it has to be reached
 * @throws LiteliftError `target-*` by SQLSTATE or socket error (server-error.ts).
 */
export async function connect(
  settings: ConnectionSettings,
  applicationName: string,
  patience?: Patience,
  timeout = CONNECT_TIMEOUT,
): Promise<Connection> {
  const config: ClientConfig = {
    host: settings.host,
    port: settings.port,
    user: settings.user,
    password: settings.password,
    database: settings.database,
    ssl: tlsOf(settings),
    application_name: applicationName,
    connectionTimeoutMillis: timeout,
    keepAlive: true,
    // Node then asks ten times, one second apart (libuv, uv_tcp_keepalive).
    keepAliveInitialDelayMillis: 20_000,
  }
  const client = new Client(config)
  // A dead socket is reported by the query that waits on it; without a listener Node would end the process.
  client.on('error', () => undefined)
  // pg's own limit ends with the login.
  const limit = setTimeout(
    () => socketOf(client).destroy(new Error(`the server did not answer within ${timeout / 1000} s`)),
    timeout,
  )
  try {
    await client.connect()
    const results = (await client.query(SESSION)) as unknown as QueryResult<{ pid: number; version: string }>[]
    const { pid, version } = results.at(-1)!.rows[0]!
    const watchdog = watch(client, config, pid, patience)
    return {
      client,
      pid,
      version,
      config,
      async [Symbol.asyncDispose]() {
        watchdog[Symbol.dispose]()
        await hangUp(client)
      },
    }
  } catch (error) {
    await hangUp(client)
    throw fromServer(error, { server: `${settings.host}:${settings.port}` })
  } finally {
    clearTimeout(limit)
  }
}

/** verify-full: servername is host by default, `ca: null` is Node's own store; NODE_TLS_REJECT_UNAUTHORIZED has no say. */
function tlsOf({ tls }: ConnectionSettings): ClientConfig['ssl'] {
  if (tls === false) return false
  return { rejectUnauthorized: true, ...(tls.ca === null ? {} : { ca: tls.ca }) }
}

/**
 * Text forms and time zone do not depend on the server's configuration, and timeouts that an administrator set for
 * applications do not end a long COPY. The server notices within about a minute when this side is gone, so that the locks of a dead
 * migration do not outlive it: by TCP where it waits for this side or sends to it, and every two seconds while a statement runs, which
 * systems without a way to look refuse (client_connection_check_interval).
 */
const SESSION = `
  SET client_encoding = 'UTF8'; SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD';
  SET bytea_output = 'hex'; SET extra_float_digits = 1; SET client_min_messages = warning;
  SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0;
  SET IntervalStyle = 'postgres'; SET standard_conforming_strings = on; SET quote_all_identifiers = off; SET array_nulls = on;
  SET transform_null_equals = off; SET xmloption = content; SET check_function_bodies = on; SET row_security = on;
  SET default_transaction_isolation = 'read committed'; SET default_transaction_deferrable = off;
  SELECT set_config(name, '0', false) FROM unnest(ARRAY['idle_session_timeout', 'transaction_timeout']) name WHERE current_setting(name, true) <> '0';
  SET tcp_keepalives_idle = 20; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 4; SET tcp_user_timeout = 60000;
  DO $$ BEGIN SET client_connection_check_interval = 2000; EXCEPTION WHEN invalid_parameter_value THEN NULL; END $$;
  SET search_path = pg_catalog;
  SELECT pg_backend_pid() AS pid, split_part(current_setting('server_version'), ' ', 1) AS version`

/**
 * Does what needs a login; when that is refused, once more with the settings asked for anew, since a secret may have been rotated
 * meanwhile.
 */
export async function withLogin<Result>(
  provider: SettingsProvider,
  work: (settings: ConnectionSettings) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(await provider(false))
  } catch (error) {
    if (!(error instanceof LiteliftError) || error.code !== 'target-refused-login') throw error
    return await work(await provider(true))
  }
}

/** Connects, by {@link withLogin}. */
export function connectWith(
  provider: SettingsProvider,
  applicationName: string,
): Promise<{ connection: Connection; settings: ConnectionSettings }> {
  return withLogin(provider, async (settings) => ({
    connection: await connect(settings, applicationName),
    settings,
  }))
}
