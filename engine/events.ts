import type { LiteliftError } from './errors.ts'
import type { Note } from './notes.ts'

/** The phases in their order (docs/architecture.md). */
export const PHASES = ['open', 'inspect', 'plan', 'stage', 'build', 'verify', 'publish'] as const
export type Phase = (typeof PHASES)[number]

/** What a migration, a plan or a comparison tells while it runs, in order, on the thread that called it. */
export type MigrationEvent =
  | { type: 'phase-started'; phase: Phase }
  | { type: 'phase-finished'; phase: Phase; seconds: number }
  | Inspected
  | Read
  | { type: 'planned'; tables: number; rows: number }
  | Resumed
  | Staged
  | Rejected
  | { type: 'built'; table: string; what: string }
  | Compared
  | { type: 'note'; note: Note }
  | Failed

/** So many rows were profiled, in so many of the parts that the file's tables are read in. */
interface Inspected {
  /** So many rows were profiled. */
  type: 'inspected'
  rows: number
  /** So many of the parts that the file's tables are read in, of how many. */
  parts: number
  of: number
}

/** How a pass of this process over a table's rows went. */
interface Read {
  /** A pass of this process over a table's rows ended. */
  type: 'read'
  phase: 'inspect' | 'stage'
  table: string
  rows: number
  /** Of these rows those that the loop in WebAssembly left to the slower reference. */
  byReference: number
  /** Single values of other rows that it left. */
  valuesAside: number
}

/** An earlier attempt's rows are still there and are not read again. */
interface Resumed {
  /** An earlier attempt's rows are still there and are not read again. */
  type: 'resumed'
  rows: number
}

/** A batch was committed. */
interface Staged {
  /** A batch was committed. */
  type: 'staged'
  table: string
  /** Of the migration so far, and in all. */
  rows: number
  of: number
  /** Of the table. */
  ofTable: Reached
}

/** Rows that were refused so far. */
interface Rejected {
  /** It is known of a phase that it refused rows. */
  type: 'rejected'
  /** So far. */
  rows: number
}

/** Values of so many rows were compared. */
interface Compared {
  /** Values of so many rows were compared, counted in the file and in the target; those of large tables while the phase build lasts. */
  type: 'compared'
  table: string
  rows: number
  /** As many as both have by the plan. */
  of: number
  ofTable: Reached
}

/** Why the report will say `failed`. */
interface Failed {
  /** Why the report will say `failed`. */
  type: 'failed'
  /** With its cause, which the report has no place for. */
  error: LiteliftError
}

/** So many of so many. */
export interface Reached {
  rows: number
  of: number
}

/** Hears events; it must not throw. */
export type Listener = (event: MigrationEvent) => void
