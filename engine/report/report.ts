import type { ErrorReport } from '../errors.ts'
import type { Phase } from '../events.ts'
import type { Note } from '../notes.ts'
import type { Constant } from '../options/add-columns.ts'
import type { VERIFICATIONS } from '../options.ts'
import type { Mode } from '../options/modes.ts'
import type { RawOptions } from '../options/raw-options.ts'
import type { Action, TriggerPlan, ViewPlan } from '../plan/plan.ts'
import type { RejectSummary } from '../target/ledger/rejects.ts'

/**
 * How a migration ended. `published-with-rejects` left rows out, as `onReject: continue` lets it; `already-published` and `superseded` moved nothing and are successes;
 * `failed` and `failed-retryable` published nothing, and trying the same again can help the latter alone (`error.kind` is `again`).
 */
export type Outcome =
  | 'published'
  | 'published-with-rejects'
  | 'already-published'
  | 'superseded'
  | 'failed'
  | 'failed-retryable'

/** Rows a second, where this run moved any; null elsewhere. */
export function paceOf({ outcome, rows, seconds }: Pick<Report, 'outcome' | 'rows' | 'seconds'>): number | null {
  const hasMoved = outcome === 'published' || outcome === 'published-with-rejects'
  return hasMoved && rows > 0 && seconds > 0 ? Math.round(rows / seconds) : null
}

/** How what ended with this error ended. */
export function failedOutcome({ kind }: Pick<ErrorReport, 'kind'>): Outcome {
  return kind === 'again' ? 'failed-retryable' : 'failed'
}

/** The truth about one migration, as JSON; success and failure share the shape. Described in docs/report.md. */
export interface Report {
  /** Version of this shape. */
  format: 1
  /** Of the migration, as the ledger has it. */
  id: string
  /** Of litelift, of the SQLite within it, and of the server: null where it was not reached. All null in a report from before they were kept. */
  versions: { litelift: string | null; sqlite: string | null; postgres: string | null }
  /** How it ended. */
  outcome: Outcome
  source: { uri: string; version: string; bytes: number | null }
  target: { host: string; port: number | null; database: string; schema: string }
  /** Empty where the migration failed before its options were known. */
  mode: Mode | ''
  /** Those of the run that are other than their defaults, but for `before` and `after`, whose SQL may hold passwords. */
  options: RawOptions
  /** Columns that are the same in all rows of the file (docs/many-sources.md). */
  constants: Pick<Constant, 'name' | 'type' | 'value' | 'isKey'>[]
  startedAt: string
  seconds: number
  /** When what the counts tell of was published, by this run or, where that moved nothing, by an earlier one; null where nothing was. */
  publishedAt: string | null
  /** Those that ran, in their order. */
  phases: { phase: Phase; seconds: number }[]
  /**
   * How the rows that were published were compared with the file before: `full` every value of every row, `counts` the number of rows of each
   * table. Rejects are in neither. Null where nothing was published.
   */
  verified: (typeof VERIFICATIONS)[number] | null
  /** In the file, of all tables that are migrated: whether they were published, `outcome` says, and what became of them, `tables`. */
  rows: number
  /** What became of each table; empty where the migration failed before its plan. */
  tables: TableReport[]
  /** That were carried over; empty unless published. */
  views: (Pick<ViewPlan, 'source' | 'name' | 'action'> & Made)[]
  /** That were carried over; empty unless published. */
  triggers: (Pick<TriggerPlan, 'source' | 'name' | 'table'> & Made)[]
  notes: Note[]
  /** Rows that were refused. */
  rejects: RejectsReport
  /** Why it failed; null where it did not. */
  error: ErrorReport | null
}

/** The statements that made it. */
interface Made {
  statements: string[]
}

/** Rows that were refused and left out, or, of a failed migration, that were the reason. Counts by table are in {@link TableReport}. */
export interface RejectsReport extends Omit<RejectSummary, 'byTable'> {
  /**
   * Where the driver wrote all of them, beside the page: an absolute path, or `s3://bucket/key`. Null where it did not; the ledger's copy of a
   * report does not know.
   */
  file: string | null
}

export interface TableReport {
  source: string
  name: string
  action: Action
  /** Rows in the file, each of which is counted in one of the next four or in `rejected`. */
  rows: number
  inserted: number
  updated: number
  unchanged: number
  /** Conflicted with a key of the existing table and left as they are there. */
  skipped: number
  /** Rows of the existing table that are gone. */
  deleted: number
  /** Refused and not carried over; in none of the other counts. */
  rejected: number
  columns: { source: string; name: string; declared: string; type: string; reason: string }[]
  /** That made it, with its keys, indexes, checks and foreign keys, in their order; empty where it existed. */
  statements: string[]
}
