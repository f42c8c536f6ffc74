import { readFileSync } from 'node:fs'
import { processes, statOf } from './proc-stat.ts'

/** What one process has used so far. */
interface Usage {
  /** VmHWM in bytes. */
  peak: number
  /** User and system time, in seconds. */
  cpu: number
}

/** Going through all processes of the machine takes 1 ms, which would count against those that are measured. */
const SEARCH_EVERY = 10

/**
 * Follows the processes of one process group by /proc; `look` until it ends. Each process's last look before its end
 * counts, so what it does in the last milliseconds is missed. Without /proc both figures are null.
 */
export class GroupUsage {
  readonly #group: number
  readonly #seen = new Map<string, Usage>()
  #looks = 0

  constructor(group: number) {
    this.#group = group
  }

  look(): void {
    const found = this.#looks++ % SEARCH_EVERY === 0 ? processes() : [...this.#seen.keys()].flatMap(statOf)
    for (const { pid, group, cpu } of found) {
      const peak = group === this.#group ? peakOf(pid) : null
      if (peak !== null) this.#seen.set(pid, { peak, cpu })
    }
  }

  /** The peaks of processes that run side by side are added up: an upper bound. */
  get peak(): number | null {
    return this.#sum((usage) => usage.peak)
  }

  get cpu(): number | null {
    return this.#sum((usage) => usage.cpu)
  }

  #sum(figure: (usage: Usage) => number): number | null {
    return this.#seen.size === 0 ? null : [...this.#seen.values()].reduce((sum, usage) => sum + figure(usage), 0)
  }
}

/** In bytes; null where the process has ended. */
function peakOf(pid: string): number | null {
  try {
    const [, peak] = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? []
    return peak === undefined ? null : Number(peak) * 1024
  } catch {
    return null
  }
}
