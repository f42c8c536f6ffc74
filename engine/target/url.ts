import { LiteliftError } from '../errors.ts'
import type { ConnectionSettings } from './settings.ts'

/** Parameters that are understood, and those that are taken and change nothing (docs/command-line.md, The target). */
const UNDERSTOOD = ['host', 'port', 'user', 'password', 'dbname', 'sslmode', 'sslrootcert']
const WITHOUT_EFFECT = ['application_name', 'connect_timeout', 'channel_binding']

/** Where no environment has a say. */
const none: Record<string, string | undefined> = {}

interface Surroundings {
  /** Reads the PEM file that `sslrootcert` names. Without it, `sslrootcert` is refused. */
  readCa?: (path: string) => string
  /** PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE, PGSSLMODE, PGSSLROOTCERT stand in for what the URL leaves out. */
  environment?: Record<string, string | undefined>
}

/**
 * Settings of a libpq connection URI (postgresql.org/docs/current/libpq-connect.html §Connection URIs), stricter in two
 * ways: TLS is always verify-full unless `sslmode=disable` or the host is this machine, and the database must be named.
 *
 * @throws LiteliftError `option-invalid` that never repeats any part of the URL: what looks like a host may be a
 * piece of a password that was not percent-encoded.
 */
export function parsePostgresUrl(text: string, { readCa, environment = none }: Surroundings = {}): ConnectionSettings {
  const url = parsed(text)
  const parameters = parametersOf(url)
  const part = (inUrl: string, parameter: string, variable: string): string | undefined =>
    parameters.get(parameter) || decoded(inUrl) || environment[variable] || undefined

  const host = part(url.hostname.replace(/^\[|\]$/g, ''), 'host', 'PGHOST') ?? 'localhost'
  const user = part(url.username, 'user', 'PGUSER')
  const database = part(url.pathname.slice(1), 'dbname', 'PGDATABASE')
  if (user === undefined) throw refused(`names no user${environment === none ? '' : ', and PGUSER is not set'}`)
  if (database === undefined)
    throw refused(`names no database${environment === none ? '' : ', and PGDATABASE is not set'}`)

  const sslrootcert = parameters.get('sslrootcert') || environment.PGSSLROOTCERT
  // Who names a CA wants it asked, of this machine too.
  const sslmode = parameters.get('sslmode') || environment.PGSSLMODE || (sslrootcert && 'verify-full')
  const password = part(url.password, 'password', 'PGPASSWORD') ?? ''
  // The protocol ends texts with it: what follows would be read as parameters of the session.
  if ([host, user, password, database].some((text) => text.includes('\0'))) throw refused('has a character NUL')
  return {
    host,
    port: portOf(part(url.port, 'port', 'PGPORT') ?? '5432'),
    user,
    password,
    database,
    tls: encrypted(sslmode, host) ? { ca: caOf(sslrootcert, readCa) } : false,
  }
}

function parsed(text: string): URL {
  if (!text.isWellFormed()) throw refused('holds half of a surrogate pair, which is no character')
  if (!/^postgres(ql)?:\/\//.test(text)) throw refused('does not begin with postgres:// or postgresql://')
  const url = URL.parse(text)
  if (url === null) throw refused('cannot be read')
  // `postgres://u:12/34@host/db` reads as host u, port 12: a password with an unencoded / # or ?.
  if (url.hash !== '' || url.pathname.slice(1).includes('/') || url.pathname.includes('@')) {
    throw refused('has / or # where neither can be')
  }
  return url
}

function parametersOf(url: URL): URLSearchParams {
  // URLSearchParams reads + as a space; libpq does not.
  const parameters = new URLSearchParams(url.search.replaceAll('+', '%2B'))
  for (const name of parameters.keys()) {
    if (UNDERSTOOD.includes(name) || WITHOUT_EFFECT.includes(name)) continue
    // Behind an @ that ended user and password there is no piece of them.
    const isKnownToBeNone = url.username !== '' && !url.search.includes('@') && /^[a-z_]+$/i.test(name)
    throw refused(
      `has ${isKnownToBeNone ? `the parameter ${name}` : 'a parameter'}, which is none of ${[...UNDERSTOOD, ...WITHOUT_EFFECT].join(', ')}`,
    )
  }
  return parameters
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw refused('has a % that begins no percent-encoded character')
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) throw refused('has a port that is no number from 1 to 65535')
  return port
}

function encrypted(sslmode: string | undefined, host: string): boolean {
  switch (sslmode) {
    case undefined:
      return !isThisMachine(host)
    case 'disable':
      return false
    case 'require':
    case 'verify-ca':
    case 'verify-full':
      return true
    default:
      throw refused('has an sslmode other than disable, require, verify-ca and verify-full', {
        hint: 'Write sslmode=require, or sslmode=disable where nobody can listen on the way: whether there is TLS is not left to the server.',
      })
  }
}

/** Loopback addresses, and Unix sockets, which libpq writes as a path in place of the host. */
function isThisMachine(host: string): boolean {
  return /^localhost$/i.test(host) || host === '::1' || host.startsWith('/') || /^127(\.\d{1,3}){3}$/.test(host)
}

function caOf(path: string | undefined, readCa: Surroundings['readCa']): string | null {
  if (path === undefined || path === 'system') return null
  if (readCa === undefined) throw refused('has sslrootcert, which cannot be read here')
  try {
    return readCa(path)
  } catch (cause) {
    throw refused('has an sslrootcert that names no readable file', { cause })
  }
}

const FORM =
  'Write postgres://user:password@host:5432/database, with characters such as @ / # ? % of a password percent-encoded.'

function refused(what: string, { hint = FORM, cause }: { hint?: string; cause?: unknown } = {}): LiteliftError {
  return new LiteliftError('option-invalid', { message: `The PostgreSQL URL ${what}.`, hint, cause })
}
