import { readdirSync, readFileSync } from 'node:fs'

/** A process as /proc/<pid>/stat shows it (proc_pid_stat(5)); CPU times are user and system time in seconds. */
export interface ProcessStat {
  pid: string
  parent: number
  group: number
  cpu: number
  /** Of the children that ended and were waited for. */
  reaped: number
}

/** USER_HZ, in which /proc counts time, is 100 on every Linux that Node runs on. */
const TICKS = 100

/** Every process of the machine; none without /proc. */
export function processes(): ProcessStat[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').flatMap((pid) => (/^\d+$/.test(pid) ? statOf(pid) : []))
}

/** One process, or none where it has ended. */
export function statOf(pid: string): ProcessStat[] {
  try {
    // The name, in brackets, may hold blanks; after it come state, ppid, pgrp … utime (14th), stime, cutime, cstime.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const field = (number: number) => Number(fields[number - 3])
    const cpu = (field(14) + field(15)) / TICKS
    return [{ pid, parent: field(4), group: field(5), cpu, reaped: (field(16) + field(17)) / TICKS }]
  } catch {
    return []
  }
}
