import { counted } from '../counted.ts'
import { asLiteliftError, namingFile } from '../errors.ts'
import { createView, statementsByTable } from '../ddl/ddl.ts'
import { createTrigger, createTriggerFunction } from '../ddl/trigger.ts'
import type { Listener, Phase } from '../events.ts'
import type { Note } from '../notes.ts'
import type { FilledOptions } from '../options.ts'
import { isNew, type Plan } from '../plan/plan.ts'
import type { Published } from '../publish/publish.ts'
import type { Connection } from '../target/connection/connect.ts'
import type { RejectSummary } from '../target/ledger/rejects.ts'
import type { ConnectionSettings } from '../target/settings.ts'
import { chosenOptions } from './chosen-options.ts'
import { completed, emptyReport } from './empty-report.ts'
import { secondsByPhase, type Span } from './spans.ts'
import { failedOutcome, type Outcome, type Report } from './report.ts'

/** What one task of a migration knows for the report, for those that come after it. Plain data. */
export interface TaskRecord {
  startedAt: string
  bytes: number | null
  spans: Span[]
  notes: Note[]
}

/** Collects what a report says while a migration runs, and tells the listener. */
export class Recorder {
  readonly listener: Listener
  readonly #report: Report
  #started = now()
  readonly #spans: Span[] = []
  /** The phase that is at work. */
  #running: Pick<Span, 'phase' | 'from'> | null = null
  /** How rows are compared before they are published. */
  #verify: Report['verified'] = null
  /** Notes of the publish. */
  #found: readonly Note[] = []
  /** How many spans and notes are of earlier tasks. */
  #recalled = { spans: 0, notes: 0 }

  constructor(
    { uri, version }: { uri: string; version: string | Promise<string> },
    listener: Listener = () => undefined,
  ) {
    this.listener = listener
    this.#report = emptyReport({ uri, version: typeof version === 'string' ? version : '', bytes: null })
  }

  /** Fills in what becomes known on the way. */
  know({ id, version, bytes }: { id?: string; version?: string; bytes?: number }): void {
    if (id !== undefined) this.#report.id = id
    if (version !== undefined) this.#report.source.version = version
    if (bytes !== undefined) this.#report.source.bytes = bytes
  }

  /** The options are known. */
  configured(options: FilledOptions): void {
    const { mode, schema, constants, verify } = options
    Object.assign(this.#report, {
      mode,
      options: chosenOptions(options),
      constants: constants.map(({ name, type, value, isKey }) => ({ name, type, value, isKey })),
    })
    this.#report.target.schema = schema
    this.#verify = verify
  }

  /** The server answered. */
  connected({ host, port, database }: ConnectionSettings, { version }: Pick<Connection, 'version'>): void {
    Object.assign(this.#report.target, { host, port, database })
    this.#report.versions.postgres = version
  }

  /** Runs one phase (or a part of it) between its two events; times of the same phase add up. */
  async phase<Result>(phase: Phase, work: () => Result | Promise<Result>): Promise<Result> {
    this.listener({ type: 'phase-started', phase })
    const from = now()
    this.#running = { phase, from }
    try {
      return await work()
    } finally {
      const seconds = rounded(now() - from)
      this.#spans.push({ phase, from, seconds })
      this.#running = null
      this.listener({ type: 'phase-finished', phase, seconds })
    }
  }

  /** What tasks before this one know: the report begins with theirs. */
  recall(plan: Plan, records: readonly TaskRecord[]): void {
    this.#describe(plan)
    for (const { startedAt, bytes, spans, notes } of records) {
      this.#started = Math.min(this.#started, Date.parse(startedAt))
      this.#report.source.bytes ??= bytes
      this.#spans.push(...spans)
      this.#report.notes.push(...notes)
    }
    this.#report.startedAt = new Date(this.#started).toISOString()
    this.#recalled = { spans: this.#spans.length, notes: this.#report.notes.length }
  }

  /** What this task adds to that. */
  record(): TaskRecord {
    const { startedAt, source, notes } = this.#report
    const { spans: knownSpans, notes: knownNotes } = this.#recalled
    return { startedAt, bytes: source.bytes, spans: this.#spans.slice(knownSpans), notes: notes.slice(knownNotes) }
  }

  note(notes: readonly Note[]): void {
    for (const note of notes) {
      this.#report.notes.push(note)
      this.listener({ type: 'note', note })
    }
  }

  planned(plan: Plan): void {
    const rows = this.#describe(plan)
    this.listener({ type: 'planned', tables: plan.tables.length, rows })
    this.note(plan.notes)
  }

  #describe(plan: Plan): number {
    const rows = plan.tables.reduce((sum, table) => sum + table.rows, 0)
    this.#report.rows = rows
    const made = statementsByTable(plan)
    this.#report.tables = plan.tables.map(({ source, name, action, rows, columns }) => ({
      source,
      name,
      action,
      rows,
      inserted: rows,
      updated: 0,
      unchanged: 0,
      skipped: 0,
      deleted: 0,
      rejected: 0,
      columns: columns.map(({ source, name, declared, type, into, reason }) => ({
        source,
        name,
        declared,
        type: into ?? type,
        reason,
      })),
      statements: made.get(name) ?? [],
    }))
    return rows
  }

  /**
   * The numbers of tables where one existed, the views and triggers that were made, and what came to notice with them. Those of a publish that
   * had to be tried again replace the earlier ones.
   */
  filled({ merged, views, triggers, notes }: Published): void {
    const found: Note[] = []
    for (const { table, ...counts } of merged) {
      Object.assign(
        this.#report.tables.find(({ source }) => source === table.source)!,
        counts,
      )
      const { skipped } = counts
      if (skipped === 0) continue
      const message = `${counted(skipped, 'row')} met a key of the existing table, whose rows differ and were left as they are.`
      found.push({ code: 'rows-skipped', table: table.source, message })
    }
    const { target, versions } = this.#report
    const invoker = Number.parseInt(versions.postgres ?? '') >= 15
    this.#report.views = views.map((view) => {
      const { source, name, action } = view
      return { source, name, action, statements: [createView(view, target.schema, { invoker })] }
    })
    this.#report.triggers = triggers.map((trigger) => {
      const { source, name, table } = trigger
      const statements = [createTriggerFunction(trigger, target.schema), createTrigger(trigger, target.schema)]
      return { source, name, table, statements }
    })
    this.#found = [...found, ...notes]
  }

  /** What is known of rejects by now; the numbers of tables that existed come with {@link filled}. */
  rejected({ byTable, ...rejects }: RejectSummary): void {
    if (rejects.rows > this.#report.rejects.rows) this.listener({ type: 'rejected', rows: rejects.rows })
    this.#report.rejects = { ...rejects, file: null }
    for (const { table, rows } of byTable) {
      const report = this.#report.tables.find(({ source }) => source === table)!
      report.rejected = rows
      if (isNew(report)) report.inserted = report.rows - rows
    }
  }

  failed(thrown: unknown): Report {
    const error = asLiteliftError(thrown)
    this.listener({ type: 'failed', error })
    return { ...this.ended(failedOutcome(error)), error: namingFile(error, this.#report.source.uri).toJSON() }
  }

  /** Tells the listener what publish noted, once it holds. */
  tellFound(): void {
    for (const note of this.#found) this.listener({ type: 'note', note })
  }

  /** An earlier run published: its report, but for what this one is. */
  publishedBefore(report: unknown): Report {
    const { outcome, seconds, startedAt } = this.ended('already-published')
    return { ...completed(report as Partial<Report>), outcome, seconds, startedAt }
  }

  published(): Report {
    return this.ended(this.#report.rejects.rows > 0 ? 'published-with-rejects' : 'published')
  }

  ended(outcome: Outcome): Report {
    // The report that goes into the ledger is made while publish is at work.
    const running = this.#running && { ...this.#running, seconds: rounded(now() - this.#running.from) }
    const phases = secondsByPhase(running ? [...this.#spans, running] : this.#spans)
    const at = now()
    const report = { ...this.#report, phases, outcome, seconds: rounded(at - this.#started) }
    if (outcome === 'published' || outcome === 'published-with-rejects') {
      const notes = [...report.notes, ...this.#found]
      return { ...report, publishedAt: new Date(at).toISOString(), notes, verified: this.#verify }
    }
    // Nothing was published, whatever was meant to be.
    const none = { inserted: 0, updated: 0, unchanged: 0, skipped: 0, deleted: 0 }
    return { ...report, tables: report.tables.map((table) => ({ ...table, ...none })), views: [], triggers: [] }
  }
}

/** Milliseconds since 1970, with the parts of one that phases of small files take. */
function now(): number {
  return performance.timeOrigin + performance.now()
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds) / 1000
}
