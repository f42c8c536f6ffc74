import { type ChildProcess, spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { serverFailed } from './failed.ts'
import { findRunning, readPostmaster, type RunningServer } from './running.ts'

interface Launch {
  directory: string
  binaries: Binaries
  account: Account | null
  settings: Record<string, string>
  /** Asked for by the user. */
  port: number | undefined
  /** Worth trying first. */
  lastPort: number | null
}

const ATTEMPTS = 5
const READY_MS = 60_000

/**
 * Starts the server in a session of its own: neither Ctrl-C in our terminal nor our end reaches it. Its output goes to
 * `server.log` in the data directory. `ours` is false when another process was faster: its server is returned.
 */
export async function launchServer(launch: Launch): Promise<{ server: RunningServer; ours: boolean }> {
  let output = ''
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = launch.port ?? (attempt === 0 ? launch.lastPort : null) ?? (await freePort())
    const log = join(launch.directory, 'server.log')
    const logged = await open(log, 'a', 0o600)
    const start = (await logged.stat()).size
    const child = spawnServer(launch, port, logged.fd)
    await logged.close()
    if (await isReady(child, launch.directory)) {
      return { server: { pid: child.pid ?? 0, port }, ours: true }
    }

    const faster = await findRunning(launch.directory)
    if (faster) return { server: faster, ours: false }
    output = (await readFile(log)).subarray(start).toString()
    const clash = /address already in use|could not (bind|create any TCP)/i.test(output)
    if (!clash || launch.port !== undefined) break
  }
  throw serverFailed(`PostgreSQL does not start on ${launch.directory}`, {
    output,
    programs: dirname(dirname(launch.binaries.postgres)),
  })
}

function spawnServer({ directory, binaries, account, settings }: Launch, port: number, log: number): ChildProcess {
  const fixed = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port) }
  const flags = Object.entries({ ...settings, ...fixed }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(binaries.postgres, ['-D', directory, ...flags], {
    ...account,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
  })
  child.unref()
  return child
}

async function isReady(child: ChildProcess, directory: string): Promise<boolean> {
  const ended = new AbortController()
  child.once('exit', () => ended.abort())
  child.once('error', () => ended.abort())
  for (const deadline = Date.now() + READY_MS; Date.now() < deadline && !ended.signal.aborted; await sleep(10)) {
    const postmaster = await readPostmaster(directory)
    if (postmaster?.pid === child.pid && postmaster?.status === 'ready') return true
  }
  if (!ended.signal.aborted) child.kill('SIGQUIT')
  return false
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
