import { readdirSync, readFileSync } from 'node:fs'

/** What one process has used so far. */
interface Usage {
  /** VmHWM in bytes. */
  peak: number
  /** User and system time, in seconds. */
  cpu: number
}

/** USER_HZ, in which /proc counts time, is 100 on every Linux that Node runs on. */
const TICKS = 100

/**
 * Follows the processes of one process group by /proc; `look` until it ends. Each process's last look before its end
 * counts, so what it does in the last milliseconds is missed. Without /proc both figures are null.
 */
export class GroupUsage {
  readonly #group: number
  readonly #seen = new Map<string, Usage>()

  constructor(group: number) {
    this.#group = group
  }

  look(): void {
    if (process.platform !== 'linux') return
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) continue
      const usage = usageOf(pid, this.#group)
      if (usage) this.#seen.set(pid, usage)
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

function usageOf(pid: string, group: number): Usage | null {
  try {
    // proc_pid_stat(5): the name, in brackets, may hold blanks; after it come state, ppid, pgrp … utime (14th), stime.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (Number(fields[2]) !== group) return null
    const [, peak] = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? []
    if (peak === undefined) return null
    return { peak: Number(peak) * 1024, cpu: (Number(fields[11]) + Number(fields[12])) / TICKS }
  } catch {
    // It ended between the listing and the reading.
    return null
  }
}
