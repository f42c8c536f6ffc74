import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { LiteliftError } from '../engine/errors.ts'
import type { ConnectionSettings } from '../engine/target/settings.ts'
import { parsePostgresUrl } from '../engine/target/url.ts'
import type { Embedded } from './documents.ts'
import { say } from './terminal/output.ts'

export interface Target {
  settings: ConnectionSettings
  /** Only of the server that litelift started itself; null for --to. */
  embedded: Embedded | null
}

/** The cluster that stands in for --to, in the directory where the command runs. */
export const OWN_SERVER = join('.litelift', 'postgres')

/** Of libpq: each names a server or a database. */
const NAMING = ['PGHOST', 'PGDATABASE'] as const
/** Name one in a way that is not understood here. */
const FOREIGN = ['PGHOSTADDR', 'PGSERVICE'] as const
/** Complete one. */
const COMPLETING = ['PGPORT', 'PGUSER', 'PGPASSWORD', 'PGSSLMODE', 'PGSSLROOTCERT'] as const

/** The target that --to names, or PGHOST and PGDATABASE; or else the embedded server, which stays up after the command. */
export async function openTarget(to: string | undefined): Promise<Target> {
  if (to !== undefined) return { settings: settingsOf(to), embedded: null }
  const named = fromEnvironment()
  if (named !== null) return { settings: named, embedded: null }
  // Loaded only here: it brings the binaries of a whole PostgreSQL along.
  const { startPostgres } = await import('../local/postgres/postgres.ts')
  const server = await startPostgres({ directory: resolve(OWN_SERVER), detached: true })
  const { url, directory, superuser: settings } = server
  const stop = `kill -INT "$(head -n 1 ${quotedForShell(join(directory, 'postmaster.pid'))})"`
  if (server.reused) say(`PostgreSQL is running at ${url}`)
  else say(`PostgreSQL was started at ${url}`, `  data: ${directory}`, `  stop: litelift stop, here; or ${stop}`)
  return { settings, embedded: { url, directory, stop } }
}

/**
 * The target of a command that only reads: a server that holds nothing is not worth starting.
 * @throws LiteliftError `option-invalid` without --to where no migration has run either.
 */
export function openExistingTarget(to: string | undefined): Promise<Target> {
  if (isOwnServer(to) && !existsSync('.litelift')) {
    throw new LiteliftError('option-invalid', {
      message: 'No target was named, and there is no PostgreSQL under .litelift/ here.',
      hint: 'Add --to postgres://user@host:5432/database, or change to the directory where litelift migrate ran.',
    })
  }
  return openTarget(to)
}

/** Whether litelift's own server is the target. */
export function isOwnServer(to: string | undefined): boolean {
  return to === undefined && !isNamed()
}

/**
 * The target that libpq's variables name, which is said; null where they name none.
 * @throws LiteliftError `option-invalid`
 */
function fromEnvironment(): ConnectionSettings | null {
  const set = (names: readonly string[]) => names.filter((name) => process.env[name])
  const [foreign] = set(FOREIGN)
  if (foreign !== undefined) {
    throw new LiteliftError('option-invalid', {
      message: `${foreign} names a target in a way that litelift does not read.`,
      hint: 'Name it by --to postgres://user@host:5432/database, or by PGHOST and PGDATABASE.',
    })
  }
  const completing = set(COMPLETING)
  if (!isNamed()) {
    if (completing.length > 0) {
      say(`${completing.join(', ')} name no server: without --to, PGHOST or PGDATABASE it is one of litelift's own.`)
    }
    return null
  }
  if (!process.env['PGUSER']) {
    throw new LiteliftError('option-invalid', {
      message: `${set(NAMING).join(' and ')} name a target, and PGUSER no user.`,
      hint: 'Set PGUSER, and PGPASSWORD where it has a password; or name the target by --to postgres://user@host:5432/database.',
    })
  }
  const settings = settingsOf('postgres://')
  say(`Target: ${shownUrl(settings)}, from ${[...set(NAMING), ...completing].join(', ')}`)
  return settings
}

function isNamed(): boolean {
  return NAMING.some((name) => process.env[name]) || FOREIGN.some((name) => process.env[name])
}

function quotedForShell(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`
}

/** Settings from a URL and libpq's environment variables. */
export function settingsOf(to: string): ConnectionSettings {
  return parsePostgresUrl(to, { readCa: (path) => readFileSync(path, 'utf8'), environment: process.env })
}

/** For people: everything but the password. */
export function shownUrl({ user, host, port, database }: ConnectionSettings): string {
  const bracketed = host.includes(':') ? `[${host}]` : host
  return `postgres://${encodeURIComponent(user)}@${bracketed}:${port}/${encodeURIComponent(database)}`
}
