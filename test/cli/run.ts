import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { builtCommand } from '../command.ts'
import { refuseInternal } from '../no-internal.ts'

export interface Run {
  code: number | null
  /** What ended the process, where it did not end by itself. */
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** The process while it runs. */
export interface Running {
  kill: (signal: NodeJS.Signals) => void
  /** Waits until stderr holds the text. */
  said: (text: string) => Promise<void>
}

interface Circumstances {
  env?: Record<string, string>
  cwd?: string
  /** Where it is installed, if not as all tests have it. */
  command?: string
  /** Called when the process has started; what it throws is thrown. */
  during?: (running: Running) => Promise<void>
}

/** Runs the command line, as it is installed, in a process of its own, without libpq's variables of whoever runs the tests. */
export async function litelift(args: string[], { env = {}, cwd, command, during }: Circumstances = {}): Promise<Run> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PG|LITELIFT_|NODE_OPTIONS|VITEST)/.test(name))
  const child = spawn(process.execPath, [command ?? (await builtCommand()), ...args], {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let soFar = ''
  child.stderr.on('data', (chunk: Buffer) => (soFar += chunk.toString()))
  const running: Running = {
    kill: (signal) => child.kill(signal),
    said: async (text) => {
      while (!soFar.includes(text)) {
        if (child.stderr.readableEnded) throw new Error(`litelift ended without having said "${text}":\n${soFar}`)
        await Promise.race([once(child.stderr, 'data'), once(child.stderr, 'end')])
      }
    },
  }
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  try {
    const [stdout, stderr, [code, signal]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      ended,
      during?.(running),
    ])
    refuseInternal(stdout + stderr)
    return { code, signal, stdout, stderr }
  } finally {
    child.kill('SIGKILL')
  }
}
