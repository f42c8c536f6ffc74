import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const root = join(import.meta.dirname, '..', '..')

export interface Run {
  code: number | null
  stdout: string
  stderr: string
}

interface Circumstances {
  env?: Record<string, string>
  cwd?: string
  /** Called with what stderr holds so far; a signal that it returns is sent, once. */
  interrupt?: (stderr: string) => NodeJS.Signals | null
}

/** Runs the real command line in a process of its own, without libpq's variables of whoever runs the tests. */
export async function litelift(args: string[], { env = {}, cwd, interrupt }: Circumstances = {}): Promise<Run> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PG|LITELIFT_|NODE_OPTIONS|VITEST)/.test(name))
  const child = spawn(process.execPath, [join(root, 'cli', 'litelift.mjs'), ...args], {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let soFar = ''
  let sent = false
  child.stderr.on('data', (chunk: Buffer) => {
    soFar += chunk.toString()
    const signal = sent ? null : (interrupt?.(soFar) ?? null)
    if (signal === null) return
    sent = true
    child.kill(signal)
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve)
  })
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, stdout, stderr }
}
