import type { LiteliftError } from './errors.ts'
import type { Note } from './notes.ts'

/** The phases in their order (docs/architecture.md). */
export const PHASES = ['open', 'inspect', 'plan', 'stage', 'build', 'verify', 'publish'] as const
export type Phase = (typeof PHASES)[number]

/**
 * What a migration tells its driver while it runs. Events arrive in order on the thread that called migrate();
 * a listener must not throw.
 */
export type MigrationEvent =
  | { type: 'phase-started'; phase: Phase }
  | { type: 'phase-finished'; phase: Phase; seconds: number }
  /** So many rows were profiled, in so many of the parts that the file's tables are read in. */
  | { type: 'inspected'; rows: number; parts: number; of: number }
  /**
   * How a pass of this process over a table's rows went: how many there were, how many of them the loop in WebAssembly left to the slower
   * reference, and how many single values of others.
   */
  | { type: 'read'; phase: 'inspect' | 'stage'; table: string; rows: number; byReference: number; valuesAside: number }
  | { type: 'planned'; tables: number; rows: number }
  /** An earlier attempt's rows are still there and are not read again. */
  | { type: 'resumed'; rows: number }
  /** A batch was committed; rows are totals of the migration so far, and of the table. */
  | { type: 'staged'; table: string; rows: number; of: number; ofTable: Reached }
  /** Rows that were refused so far; told when it is known of a phase that it refused some. */
  | { type: 'rejected'; rows: number }
  | { type: 'built'; table: string; what: string }
  /** Values of so many rows were compared, counted in the file and in the target; of as many as both have by the plan. */
  | { type: 'compared'; table: string; rows: number; of: number; ofTable: Reached }
  | { type: 'note'; note: Note }
  /** Why the report will say `failed`: the error with its cause, which the report has no place for. Logged by the driver. */
  | { type: 'failed'; error: LiteliftError }

/** So many of so many. */
export interface Reached {
  rows: number
  of: number
}

export type Listener = (event: MigrationEvent) => void
