import type pg from 'pg'
import type { ErrorReport } from '../../errors.ts'
import type { Mode } from '../../options/modes.ts'
import { takenOver } from '../claim/fence.ts'
import { endLease } from '../claim/lease.ts'
import type { Evidence } from '../connection/decided-commit.ts'
import { ledgerVersion } from './prepare-ledger.ts'
import { execute, query } from '../query.ts'
import type { RejectSummary } from './rejects.ts'
import { forgetProgress } from './tasks.ts'

/** What the ledger reads of a report; it keeps the whole of it as JSON. */
export interface StoredReport {
  rows: number
  rejects: Pick<RejectSummary, 'rows' | 'byReason' | 'first'>
  error: ErrorReport | null
}

/** A migration as the ledger knows it. */
export interface LedgerEntry {
  id: string
  source: string
  version: string
  schema: string
  mode: Mode
  state: 'running' | 'published' | 'failed' | 'superseded'
  rows: number | null
  /** Rows that were refused. */
  rejects: number
  /** Of the last attempt that ended. */
  report: StoredReport | null
  /** Whether it was published, by the last attempt or an earlier one. */
  published: boolean
  startedAt: Date
  finishedAt: Date | null
}

/** Turns the ledger row to published; part of the publish transaction. Its checkpoints have done their work. */
export async function recordPublished(
  client: pg.ClientBase,
  id: string,
  claim: string,
  report: StoredReport,
): Promise<void> {
  const touched = await execute(
    client,
    `UPDATE litelift.migration SET state = 'published', finished_at = now(), rows = $3, report = $4, published = $4 WHERE id = $1 AND claim = $2`,
    [id, claim, report.rows, storable(report)],
  )
  if (touched !== 1) {
    throw takenOver()
  }
  await endLease(client, { id, claim })
  await forgetProgress(client, id)
}

/** Gives a row where {@link recordPublished} of this claim was committed. */
export function publishedBy(id: string, claim: string): Evidence {
  return {
    sql: "SELECT FROM litelift.migration WHERE id = $1 AND claim = $2 AND state = 'published'",
    values: [id, claim],
  }
}

/** Whether it was published, by the last attempt or an earlier one. */
export async function isPublished(client: pg.ClientBase, id: string): Promise<boolean> {
  const sql = 'SELECT FROM litelift.migration WHERE id = $1 AND published IS NOT NULL'
  return (await query(client, sql, [id])).length > 0
}

/** The report of the publication, as it was then. */
export async function publishedReport(client: pg.ClientBase, id: string): Promise<unknown> {
  const [row] = await query<{ published: unknown }>(client, 'SELECT published FROM litelift.migration WHERE id = $1', [
    id,
  ])
  return row?.published ?? null
}

/**
 * Records a failure; `state` stays running when a retry may resume, so that staging and checkpoints are kept for it.
 * @returns false when another claim took the migration over, whose row it is now
 */
export async function recordFailure(
  client: pg.ClientBase,
  id: string,
  claim: string,
  report: StoredReport,
): Promise<boolean> {
  const state = report.error?.kind === 'again' ? 'running' : 'failed'
  const touched = await execute(
    client,
    'UPDATE litelift.migration SET state = $3, finished_at = now(), report = $4 WHERE id = $1 AND claim = $2',
    [id, claim, state, storable(report)],
  )
  if (touched !== 1) return false
  await endLease(client, { id, claim })
  if (state === 'running') return true
  await forgetProgress(client, id)
  return true
}

/** Migrations newest first, or one of them; empty where there is no ledger. */
export async function readLedger(client: pg.ClientBase, id: string | null = null): Promise<LedgerEntry[]> {
  if ((await ledgerVersion(client)) === 0) return []
  return query<LedgerEntry & pg.QueryResultRow>(
    client,
    `SELECT id, source, version, target_schema AS schema, mode, state, rows::float8 AS rows, coalesce((report -> 'rejects' ->> 'rows')::float8, 0) AS rejects, report,
            published IS NOT NULL AS published,
            started_at AS "startedAt", finished_at AS "finishedAt"
       FROM litelift.migration WHERE $1::text IS NULL OR id = $1 ORDER BY started_at DESC`,
    [id],
  )
}

/** The report as JSON that jsonb takes: SQL and names of a file may hold NUL and halves of surrogate pairs, which it does not (datatype-json.html). */
function storable(report: StoredReport): string {
  return JSON.stringify(report, (_, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed().replaceAll('\0', String.raw`\u{0}`) : value,
  )
}
