import { createHash } from 'node:crypto'
import type pg from 'pg'
import { LiteliftError } from '../errors.ts'
import type { Mode } from '../options/modes.ts'
import { readLedger, type LedgerEntry } from './ledger.ts'
import { execute, query } from './query.ts'

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

/** What claiming found. `running` is claimed and ours to do. */
export type Claim =
  | { state: 'running'; claim: string; fingerprint: string | null }
  | { state: 'published'; entry: LedgerEntry }
  | { state: 'superseded' }

/**
 * Claims a migration for this connection: a session lock that dies with it, and a claim number that fences off batches
 * of an earlier claimer whose connections have not died yet. The connection's application name becomes `litelift <id>`, as
 * those of the claim's other connections must be.
 * @throws LiteliftError `migration-running` while another session holds the claim.
 */
export async function claimMigration(
  client: pg.ClientBase,
  id: string,
  identity: Identity,
  { mode, again }: { mode: Mode; again: boolean },
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
  // Only now: sessions that merely ask for the claim, as this one did, are not to be ended by one that has it.
  await execute(client, "SELECT set_config('application_name', $1, false)", [`litelift ${id}`])
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

/** The key of the session lock that a claim is held by. */
export function lockKey(id: string): string {
  return BigInt.asIntN(64, BigInt(`0x${id}`)).toString()
}
