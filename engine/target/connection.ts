import { Client } from 'pg'
import { LiteliftError } from '../errors.ts'
import { fromServer } from './server-error.ts'
import type { ConnectionSettings, SettingsProvider } from './settings.ts'

/** A connection that closes itself at the end of its scope. */
export interface Connection extends AsyncDisposable {
  readonly client: Client
}

/** Milliseconds to reach the server; Aurora Serverless that paused needs about 15 s to resume. */
const CONNECT_TIMEOUT = 60_000

/**
 * Opens one connection with the session settings that every phase relies on.
 * @throws LiteliftError `target-*` by SQLSTATE or socket error (server-error.ts).
 */
export async function connect(settings: ConnectionSettings, applicationName: string): Promise<Connection> {
  const client = new Client({
    host: settings.host,
    port: settings.port,
    user: settings.user,
    password: settings.password,
    database: settings.database,
    // servername is host by default; without `ca` it is Node's own store. Said here, rejectUnauthorized is what it is whatever
    // NODE_TLS_REJECT_UNAUTHORIZED says.
    ssl:
      settings.tls === false
        ? false
        : { rejectUnauthorized: true, ...(settings.tls.ca !== null && { ca: settings.tls.ca }) },
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    keepAlive: true,
  })
  // A dead socket is reported by the query that waits on it; without a listener Node would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(SESSION)
  } catch (error) {
    await client.end().catch(() => undefined)
    throw fromServer(error, { server: `${settings.host}:${settings.port}` })
  }
  return {
    client,
    [Symbol.asyncDispose]: () => client.end(),
  }
}

/**
 * Text forms and time zone do not depend on the server's configuration, timeouts that an administrator set for
 * applications do not end a long COPY, and the server notices within about a minute when this side is gone, so that
 * the locks of a dead migration do not outlive it.
 */
const SESSION = `
  SET client_encoding = 'UTF8'; SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD';
  SET bytea_output = 'hex'; SET extra_float_digits = 1; SET client_min_messages = warning;
  SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0;
  SET IntervalStyle = 'postgres'; SET standard_conforming_strings = on; SET quote_all_identifiers = off; SET array_nulls = on;
  SET transform_null_equals = off; SET xmloption = content; SET check_function_bodies = on; SET row_security = on;
  SET default_transaction_isolation = 'read committed'; SET default_transaction_deferrable = off;
  SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('idle_session_timeout', 'transaction_timeout');
  SET tcp_keepalives_idle = 20; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 4;
  SET search_path = pg_catalog`

/** Connects; when the login is refused, asks for the settings once more, since a secret may have been rotated meanwhile. */
export async function connectWith(
  provider: SettingsProvider,
  applicationName: string,
): Promise<{ connection: Connection; settings: ConnectionSettings }> {
  const settings = await provider(false)
  try {
    return { connection: await connect(settings, applicationName), settings }
  } catch (error) {
    if (!(error instanceof LiteliftError) || error.code !== 'target-refused-login') throw error
    const fresh = await provider(true)
    return { connection: await connect(fresh, applicationName), settings: fresh }
  }
}
