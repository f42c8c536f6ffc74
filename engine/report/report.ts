import type { ErrorReport } from '../errors.ts'
import type { Phase } from '../events.ts'
import type { Note } from '../notes.ts'
import type { Action } from '../plan/plan.ts'

/**
 * How a migration ended. `already-published` and `superseded` moved nothing and are successes;
 * `failed` published nothing, and `error.kind` says whether trying again can help.
 */
export type Outcome = 'published' | 'already-published' | 'superseded' | 'failed'

/** The truth about one migration, as JSON; success and failure share the shape. Described in docs/report.md. */
export interface Report {
  /** Version of this shape. */
  format: 1
  id: string
  outcome: Outcome
  source: { uri: string; version: string; bytes: number | null }
  target: { host: string; database: string; schema: string }
  mode: string
  startedAt: string
  seconds: number
  phases: { phase: Phase; seconds: number }[]
  rows: number
  tables: TableReport[]
  notes: Note[]
  error: ErrorReport | null
}

export interface TableReport {
  source: string
  name: string
  action: Action
  /** Rows in the file, each of which is counted in one of the next four. */
  rows: number
  inserted: number
  updated: number
  unchanged: number
  /** Conflicted with a key of the existing table and left as they are there. */
  skipped: number
  /** Rows of the existing table that are gone. */
  deleted: number
  columns: { source: string; name: string; declared: string; type: string; reason: string }[]
}
