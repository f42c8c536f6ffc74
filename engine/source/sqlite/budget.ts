const MB = 2 ** 20

/** What a file's size allows SQLite to take. */
export interface Budget {
  /** Milliseconds of work, all calls together. */
  time: number
  /** Bytes of the process in memory. PRAGMA hard_heap_limit has no effect: better-sqlite3 builds SQLite with DEFAULT_MEMSTATUS=0. */
  memory: number
}

/** Before a file is known: to recover one with a log that is larger than itself. */
export const UNKNOWN: Budget = budgetOf(64 * MB)

/**
 * Real files of any kind need a tenth of this: reading all rows for a comparison, the slowest, goes at 20 MB a second, and twice where rows
 * differ. Memory follows the largest value, which may be most of the file, and of which three copies meet.
 */
export function budgetOf(bytes: number): Budget {
  return {
    time: 20_000 + bytes / 1000,
    memory: Math.min(224 * MB + 4 * bytes, 4096 * MB),
  }
}
