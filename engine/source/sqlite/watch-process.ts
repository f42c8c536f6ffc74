import { writeSync } from 'node:fs'
import { OUT_OF_MEMORY } from './messages.ts'

/** SQLite fills 100 MB in this time at most. */
const WATCH_MS = 20

/**
 * Ends this process, from a thread that SQLite does not hold, when its parent is gone, by whatever, or when it takes more memory than
 * `memory` says; 0 is no limit yet.
 */
export function watchProcess({ parent, memory }: { parent: number; memory: Float64Array }): void {
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
    if (memory[0]! > 0 && process.memoryUsage.rss() > memory[0]!) {
      writeSync(2, OUT_OF_MEMORY)
      process.kill(process.pid, 'SIGKILL')
    }
  }, WATCH_MS)
}
