import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { serverFailed } from './failed.ts'

export interface RunningServer {
  pid: number
  port: number
}

const POLL_MS = 10
const PATIENCE_MS = 30_000

/** The server that runs on a data directory and answers; one that is starting or stopping is waited for. */
export async function findRunning(directory: string): Promise<RunningServer | null> {
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    const server = await readPostmaster(directory)
    if (!server || !isAlive(server.pid)) return null
    if (server.status === 'ready') return (await answers(server.port)) ? server : null
    await sleep(POLL_MS)
  }
  throw serverFailed(`The PostgreSQL server on ${directory} neither starts nor stops`)
}

/** Fast shutdown: sessions are ended, the data is left clean. Does nothing where no server runs. */
export async function stopRunning(directory: string): Promise<void> {
  const server = await readPostmaster(directory)
  if (!server || !isAlive(server.pid)) return
  process.kill(server.pid, 'SIGINT')
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    // The file's end is the server's; its process may stay behind as a zombie in a container without an init.
    const left = await readPostmaster(directory)
    if (left?.pid !== server.pid || !isAlive(server.pid)) return
    await sleep(POLL_MS)
  }
  throw serverFailed(`The PostgreSQL server on ${directory} (process ${server.pid}) does not stop`)
}

/**
 * postmaster.pid: process id, data directory, start time, port, socket directory, address, shared memory, status
 * (PostgreSQL source, src/include/utils/pidfile.h).
 */
export async function readPostmaster(directory: string): Promise<(RunningServer & { status: string }) | null> {
  const text = await readFile(join(directory, 'postmaster.pid'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  const lines = text.split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() ?? '' }
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
