import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type pg from 'pg'
import { LiteliftError } from '../errors.ts'
import type { Report } from '../report/report.ts'
import { execute, query, transaction } from './query.ts'

/** A migration as the ledger knows it. */
export interface LedgerEntry {
  id: string
  source: string
  version: string
  schema: string
  mode: string
  state: 'running' | 'published' | 'failed' | 'superseded'
  rows: number | null
  report: Report | null
  startedAt: Date
  finishedAt: Date | null
}

/** What identifies a migration: one version of one file into one schema of the database that holds the ledger. */
export interface Identity {
  source: string
  version: string
  sequencer: string | null
  schema: string
}

/** The same for every delivery of the same version, wherever it runs; 16 hex digits, so that `litelift_<id>` is a readable schema name. */
export function migrationId({ source, version, schema }: Identity): string {
  return createHash('sha256')
    .update(JSON.stringify([source, version, schema]))
    .digest('hex')
    .slice(0, 16)
}

/** Creates or upgrades the control tables. Safe to run from several sessions at once. */
export async function prepareLedger(client: pg.ClientBase): Promise<void> {
  const steps = ledgerSteps()
  if ((await ledgerVersion(client)) === steps.length) return
  await transaction(client, async () => {
    await execute(client, 'SELECT pg_advisory_xact_lock($1)', [LEDGER_LOCK])
    await execute(client, 'CREATE SCHEMA IF NOT EXISTS litelift', [], {
      doing: 'Creating the schema litelift for the ledger (GRANT CREATE ON DATABASE lets a role do that)',
    })
    await execute(client, 'CREATE TABLE IF NOT EXISTS litelift.version (version integer PRIMARY KEY)')
    const reached = await ledgerVersion(client)
    for (const [position, sql] of steps.entries()) {
      if (position < reached) continue
      await execute(client, sql)
      await execute(client, 'INSERT INTO litelift.version VALUES ($1)', [position + 1])
    }
  })
}

/** An arbitrary constant: "litelift" as bytes, cut to an int8. */
const LEDGER_LOCK = '7811887352166938228'

function ledgerSteps(): string[] {
  const folder = new URL('./sql/', import.meta.url)
  return readdirSync(folder)
    .toSorted()
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
}

/** How many steps the database has; 0 without a ledger. */
async function ledgerVersion(client: pg.ClientBase): Promise<number> {
  const [exists] = await query<{ found: boolean }>(
    client,
    "SELECT to_regclass('litelift.version') IS NOT NULL AS found",
  )
  if (!exists?.found) return 0
  const [row] = await query<{ version: number }>(
    client,
    'SELECT coalesce(max(version), 0) AS version FROM litelift.version',
  )
  const version = row?.version ?? 0
  if (version > ledgerSteps().length) {
    throw new LiteliftError('ledger-newer', {
      message: `The ledger in this database is of version ${version}; this litelift knows ${ledgerSteps().length}.`,
      hint: 'Use the newer litelift that made it.',
    })
  }
  return version
}

/** What claiming found. `running` is claimed and ours to do. */
export type Claim =
  | { state: 'running'; claim: string; fingerprint: string | null }
  | { state: 'published'; entry: LedgerEntry }
  | { state: 'superseded' }

/**
 * Claims a migration for this connection: a session lock that dies with it, and a claim number that fences off batches
 * of an earlier claimer whose connections have not died yet.
 * @throws LiteliftError `migration-running` while another session holds the claim.
 */
export async function claimMigration(
  client: pg.ClientBase,
  id: string,
  identity: Identity,
  { mode, again }: { mode: string; again: boolean },
): Promise<Claim> {
  const [lock] = await query<{ locked: boolean }>(client, 'SELECT pg_try_advisory_lock($1) AS locked', [lockKey(id)])
  if (!lock?.locked) {
    throw new LiteliftError('migration-running', {
      subject: { file: identity.source },
      message: `The same version of ${identity.source} is being migrated into ${identity.schema} by another session.`,
      hint: 'Wait for it to end; `litelift status` shows it.',
    })
  }
  const [known] = await readLedger(client, id)
  if (known?.state === 'published' && !again) return { state: 'published', entry: known }
  if (await newerIsPublished(client, identity)) {
    await execute(client, RECORD_SUPERSEDED, [
      id,
      identity.source,
      identity.version,
      identity.sequencer,
      identity.schema,
      mode,
    ])
    return { state: 'superseded' }
  }
  const [row] = await query<{ claim: string; fingerprint: string | null }>(client, CLAIM, [
    id,
    identity.source,
    identity.version,
    identity.sequencer,
    identity.schema,
    mode,
  ])
  await execute(client, END_EARLIER_SESSIONS, [`litelift ${id}`])
  return { state: 'running', claim: row!.claim, fingerprint: row!.fingerprint }
}

const CLAIM = `
  INSERT INTO litelift.migration AS m (id, source, version, sequencer, target_schema, mode, state)
  VALUES ($1, $2, $3, $4, $5, $6, 'running')
  ON CONFLICT (id) DO UPDATE
     SET claim = m.claim + 1, state = 'running', mode = excluded.mode, sequencer = excluded.sequencer,
         started_at = now(), finished_at = NULL, report = NULL,
         fingerprint = CASE WHEN m.state = 'published' THEN NULL ELSE m.fingerprint END
  RETURNING claim::text, fingerprint`

const RECORD_SUPERSEDED = `
  INSERT INTO litelift.migration (id, source, version, sequencer, target_schema, mode, state, finished_at)
  VALUES ($1, $2, $3, $4, $5, $6, 'superseded', now())
  ON CONFLICT (id) DO UPDATE SET state = 'superseded', finished_at = now()`

/** Whoever held the claim before is gone; a black-holed connection of it would keep its locks on staging for long. */
const END_EARLIER_SESSIONS = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
   WHERE application_name = $1 AND pid <> pg_backend_pid() AND usename = current_user AND datname = current_database()`

/** S3 compares sequencers per key as hexadecimal numbers, the shorter one padded on the left (notification-content-structure.html). */
async function newerIsPublished(client: pg.ClientBase, identity: Identity): Promise<boolean> {
  if (identity.sequencer === null) return false
  const [row] = await query<{ newer: boolean }>(
    client,
    `SELECT EXISTS (
       SELECT FROM litelift.migration
        WHERE source = $1 AND target_schema = $2 AND state = 'published' AND version <> $4
          AND lpad(upper(sequencer), 64, '0') COLLATE "C" > lpad(upper($3), 64, '0') COLLATE "C") AS newer`,
    [identity.source, identity.schema, identity.sequencer, identity.version],
  )
  return row?.newer ?? false
}

function lockKey(id: string): string {
  return BigInt.asIntN(64, BigInt(`0x${id}`)).toString()
}

/** Turns the ledger row to published; part of the publish transaction. Its checkpoints have done their work. */
export async function recordPublished(client: pg.ClientBase, id: string, claim: string, report: Report): Promise<void> {
  const touched = await execute(
    client,
    `UPDATE litelift.migration SET state = 'published', finished_at = now(), rows = $3, report = $4 WHERE id = $1 AND claim = $2`,
    [id, claim, report.rows, JSON.stringify(report)],
  )
  if (touched !== 1) {
    throw new LiteliftError('migration-running', {
      message: 'Another session claimed this migration meanwhile.',
      hint: 'Nothing was published by this one; `litelift status` shows the other.',
    })
  }
  await execute(client, 'DELETE FROM litelift.checkpoint WHERE migration = $1', [id])
}

/** Records a failure; `state` stays running when a retry may resume, so that staging and checkpoints are kept for it. */
export async function recordFailure(client: pg.ClientBase, id: string, report: Report): Promise<void> {
  const state = report.error?.kind === 'again' ? 'running' : 'failed'
  await execute(client, 'UPDATE litelift.migration SET state = $2, finished_at = now(), report = $3 WHERE id = $1', [
    id,
    state,
    JSON.stringify(report),
  ])
}

/** Migrations newest first, or one of them; empty where there is no ledger. */
export async function readLedger(client: pg.ClientBase, id: string | null = null): Promise<LedgerEntry[]> {
  if ((await ledgerVersion(client)) === 0) return []
  return query<LedgerEntry & pg.QueryResultRow>(
    client,
    `SELECT id, source, version, target_schema AS schema, mode, state, rows::float8 AS rows, report,
            started_at AS "startedAt", finished_at AS "finishedAt"
       FROM litelift.migration WHERE $1::text IS NULL OR id = $1 ORDER BY started_at DESC`,
    [id],
  )
}
