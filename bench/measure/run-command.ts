import { spawn } from 'node:child_process'
import { GroupUsage } from './group-usage.ts'
import { asPinned } from './pinning.ts'

/** What a run took. Null where it cannot be known: work that the server does alone has no process of its own. */
export interface Measured {
  seconds: number
  /** Bytes. */
  peak: number | null
  /** Seconds of CPU time. */
  cpu: number | null
}

/** Often enough that little at a process's end is missed. */
const LOOK_MS = 20

/**
 * Runs a command, timed from before its start until after its end, with all processes that it starts.
 * @throws Error with the end of its output when it fails
 */
export async function runCommand(
  command: string,
  args: string[],
  environment: Record<string, string> = {},
): Promise<Measured & { stdout: string }> {
  const started = performance.now()
  const [program, all] = asPinned(command, args)
  const child = spawn(program, all, {
    // A process group of its own, by which its children are found.
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let said = ''
  child.stdout.on('data', (chunk) => (stdout += String(chunk)))
  child.stderr.on('data', (chunk) => (said = (said + String(chunk)).slice(-4000)))
  const usage = new GroupUsage(child.pid ?? 0)
  const looking = setInterval(() => usage.look(), LOOK_MS)
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', resolve)
    })
    const seconds = (performance.now() - started) / 1000
    if (code !== 0) throw new Error(`${command} ended with ${code}: ${said}${stdout.slice(-2000)}`)
    return { seconds, peak: usage.peak, cpu: usage.cpu, stdout }
  } finally {
    clearInterval(looking)
  }
}
