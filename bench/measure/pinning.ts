import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { versionOf } from '../contestants/on-path.ts'
import { processes } from './proc-stat.ts'

/** Which core the commands run on that are measured; null for all of them. */
let clients: number | null = null

/** A command as it is to be run: on the clients' core, where they have one. */
export function asPinned(command: string, args: string[]): [command: string, args: string[]] {
  return clients === null ? [command, args] : ['taskset', ['-c', String(clients), command, ...args]]
}

/** Whether server and clients can have a core each on this machine. */
export function canPin(): boolean {
  return process.platform === 'linux' && availableParallelism() > 1 && versionOf('taskset') !== null
}

/**
 * Server and clients on a core each until it is disposed of, as where the database is another machine: what either computes, it computes
 * alone. Processes that the server starts inherit its core (sched_setaffinity(2)).
 */
export function pinned({ directory }: { directory: string }): Disposable {
  const postmaster = Number(readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n')[0])
  const own = processes().filter(({ pid, parent }) => Number(pid) === postmaster || parent === postmaster)
  const place = (cores: string) => {
    for (const { pid } of own) execFileSync('taskset', ['-a', '-cp', cores, pid], { stdio: 'ignore' })
  }
  place('0')
  clients = 1
  return {
    [Symbol.dispose]() {
      clients = null
      place(`0-${availableParallelism() - 1}`)
    },
  }
}
