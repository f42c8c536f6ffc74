import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const CLI = join(import.meta.dirname, '..', '..', 'cli', 'litelift.mjs')

export interface Measured {
  code: number | null
  stdout: string
  stderr: string
  seconds: number
  /** The sum of what the command line and each of its processes had in memory at most, in MB. */
  megabytes: number
}

/** Runs the command line, and measures it and the processes that it starts by what Linux says of them (man 5 proc). */
export async function measured(args: string[]): Promise<Measured> {
  const started = performance.now()
  const running = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const most = new Map<number, number>()
  const look = () => {
    for (const pid of [running.pid!, ...childrenOf(running.pid!)])
      most.set(pid, Math.max(most.get(pid) ?? 0, peakOf(pid)))
  }
  const watching = setInterval(look, 10)
  try {
    const [stdout, stderr, [code]] = await Promise.all([
      text(running.stdout),
      text(running.stderr),
      once(running, 'close') as Promise<[number | null]>,
    ])
    const megabytes = [...most.values()].reduce((sum, kilobytes) => sum + kilobytes / 1000, 0)
    return { code, stdout, stderr, seconds: (performance.now() - started) / 1000, megabytes }
  } finally {
    clearInterval(watching)
    running.kill('SIGKILL')
  }
}

export function childrenOf(pid: number): number[] {
  const found = read(`/proc/${pid}/task/${pid}/children`).trim()
  return found === '' ? [] : found.split(' ').map(Number)
}

function peakOf(pid: number): number {
  return Number(/VmHWM:\s*(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0)
}

/** '' of a process that is gone. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
