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
  /** What the command line and its processes had in memory together, at most, in MB. */
  megabytes: number
}

/** Runs the command line, and measures it and the processes that it starts by what Linux says of them (man 5 proc). */
export async function measured(args: string[]): Promise<Measured> {
  const started = performance.now()
  const running = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let most = 0
  const look = () => {
    const sizes = [running.pid!, ...childrenOf(running.pid!)].map(residentOf)
    most = Math.max(
      most,
      sizes.reduce((sum, size) => sum + size),
    )
  }
  const watching = setInterval(look, 10)
  try {
    const [stdout, stderr, [code]] = await Promise.all([
      text(running.stdout),
      text(running.stderr),
      once(running, 'close') as Promise<[number | null]>,
    ])
    return { code, stdout, stderr, seconds: (performance.now() - started) / 1000, megabytes: most / 1000 }
  } finally {
    clearInterval(watching)
    running.kill('SIGKILL')
  }
}

export function childrenOf(pid: number): number[] {
  const found = read(`/proc/${pid}/task/${pid}/children`).trim()
  return found === '' ? [] : found.split(' ').map(Number)
}

/** In KB. */
function residentOf(pid: number): number {
  return Number(/VmRSS:\s*(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0)
}

/** '' of a process that is gone. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
