const MB = 2 ** 20

/** What a file's size allows SQLite to take. */
export interface Budget {
  /** Milliseconds of work, all calls together. */
  time: number
  /** Bytes that SQLite's own allocations may hold at once (pragma.html#pragma_hard_heap_limit). */
  heap: number
  /** Bytes of the whole process in memory. */
  memory: number
}

/** Bytes of its own heap for JavaScript: a schema is read in parts, and rows are no objects for long. */
export const SCRIPT_MB = 160

/** Before a file is known: to recover one with a log that is larger than itself. */
export const UNKNOWN: Budget = budgetOf(64 * MB)

/**
 * Real files of any kind need a tenth of this: reading all rows for a comparison, the slowest, goes at 20 MB a second, and twice where rows
 * differ. Memory follows the largest value, which may be most of the file, and of which three copies meet.
 */
export function budgetOf(bytes: number): Budget {
  return {
    time: 20_000 + bytes / 1000,
    heap: Math.min(64 * MB + 3 * bytes, 2048 * MB),
    memory: Math.min(224 * MB + 4 * bytes, 4096 * MB),
  }
}
