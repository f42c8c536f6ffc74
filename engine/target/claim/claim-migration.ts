import type pg from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import { LiteliftError } from '../../errors.ts'
import type { Mode } from '../../options/modes.ts'
import type { Owner } from './claimed.ts'
import { endEarlierSessions } from './earlier-sessions.ts'
import { type Identity, lockKey } from './identity.ts'
import { type Lease, LEASE_SECONDS, readLease } from './lease.ts'
import { isOlderSeed } from './older-seed.ts'
import { refuseTakenSchema } from './schema-owner.ts'
import { isPublished } from '../ledger/ledger.ts'
import { forgetProgress } from '../ledger/tasks.ts'
import { execute, query } from '../query.ts'
import { command } from '../../named.ts'

/** What claiming found. `running` is claimed and ours to do. */
export type Claim =
  | { state: 'running'; claim: string; fingerprint: string | null }
  | { state: 'published' }
  | { state: 'superseded' }

/** How a migration is asked for. */
export interface Asking {
  mode: Mode
  /** Although it was published. */
  again: boolean
  /** Who will be at work on it; the connection's session, where nothing is said. */
  by?: Owner
  /** For how long at first (lease.ts). */
  leaseSeconds?: number
}

/**
 * Claims a migration: for a process by a session lock that dies with this connection, for all by a lease, and by a claim number that fences
 * off what an earlier claimer may still send. An owner of kind session whose session is gone is gone; one that is there, and has not renewed its
 * lease, is paused, and is ended. An execution that claims again what it has keeps its number. The connection's application name becomes
 * `litelift <id> <claim>`, as those of the claim's other connections begin.
 * @throws LiteliftError `migration-running` with its holder while another one is at work
 */
export async function claimMigration(
  client: pg.ClientBase,
  id: string,
  identity: Identity,
  { mode, again, by, leaseSeconds = LEASE_SECONDS }: Asking,
): Promise<Claim> {
  const isLocked = await lock(client, id)
  const lease = await readLease(client, id)
  const isOwn = lease !== null && by?.kind === 'execution' && lease.kind === 'execution' && lease.owner === by.owner
  if (!isLocked || (lease?.kind === 'execution' && !lease.isOver && !isOwn)) throw running(identity, lease)
  await refuseTakenSchema(client, identity)
  if (!again && (await isPublished(client, id))) return { state: 'published' }
  if ((await newerIsPublished(client, id, identity)) || (await isOlderSeed(client, identity, mode))) {
    await recordSuperseded(client, id, identity, mode)
    return { state: 'superseded' }
  }
  // What these hold would hold up the next statement. Those of an execution's own claim are at work for it.
  if (lease !== null) await endEarlierSessions(client, { id, claim: isOwn ? lease.claim : next(lease.claim) })
  const [row] = await query<{ claim: string; fingerprint: string | null }>(client, CLAIM, [
    id,
    ...orderedBy(identity),
    mode,
    by?.owner ?? null,
    by?.kind ?? 'session',
    leaseSeconds,
  ])
  const { claim, fingerprint } = row!
  // Only now: sessions that merely ask for the claim, as this one did, are not to be ended by one that has it.
  await execute(client, "SELECT set_config('application_name', $1, false)", [`litelift ${id} ${claim}`])
  await endEarlierSessions(client, { id, claim })
  return { state: 'running', claim, fingerprint }
}

/** Milliseconds in which the server notices that a client was killed while a statement ran (connect.ts), and ends its session. */
const KILLED = 5_000

/** False where another session has the lock, and its owner renews its lease. */
async function lock(client: pg.ClientBase, id: string): Promise<boolean> {
  for (const until = performance.now() + KILLED; ; await sleep(250)) {
    const [lock] = await query<{ locked: boolean }>(client, 'SELECT pg_try_advisory_lock($1) AS locked', [lockKey(id)])
    if (lock!.locked || performance.now() > until) return lock!.locked
    const lease = await readLease(client, id)
    if (lease?.isOver) await endEarlierSessions(client, { id, claim: next(lease.claim) })
  }
}

/** Above a claim's number: all of its sessions have a lower one. */
function next(claim: string): string {
  return String(BigInt(claim) + 1n)
}

function running({ source, schema }: Identity, lease: Lease | null): LiteliftError {
  const details = {
    subject: { file: source },
    message: `The same version of ${source} is being migrated into ${schema} by ${lease?.kind === 'execution' ? 'another execution' : 'another session'}.`,
    hint: `Wait for it to end; ${command('status')} shows it.`,
  }
  if (lease === null) return new LiteliftError('migration-running', details)
  const { owner, kind, until, seconds } = lease
  return new LiteliftError('migration-running', { ...details, holder: { owner, kind, until, seconds } })
}

/** A version that came before one that is published already. */
export async function recordSuperseded(
  client: pg.ClientBase,
  id: string,
  identity: Identity,
  mode: Mode,
): Promise<void> {
  await execute(client, RECORD_SUPERSEDED, [id, ...orderedBy(identity), mode])
  await forgetProgress(client, id)
}

/** What the ledger keeps of it, in the order of the columns that both statements name. */
function orderedBy({ source, version, sequencer, schema, constants, lastModified }: Identity): (string | null)[] {
  return [source, version, sequencer, schema, constants, lastModified]
}

/** The number stays where an execution that has it comes again: its other tasks carry it. */
const CLAIM = `
  WITH claimed AS (
    INSERT INTO litelift.migration AS m (id, source, version, sequencer, target_schema, constants, last_modified, mode, state)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'running')
    ON CONFLICT (id) DO UPDATE
       SET claim = m.claim + CASE WHEN EXISTS (
                     SELECT FROM litelift.lease l
                      WHERE l.migration = m.id AND l.claim = m.claim AND m.state = 'running'
                        AND l.kind = 'execution' AND $10::text = 'execution' AND l.owner = $9::text) THEN 0 ELSE 1 END,
           state = 'running', mode = excluded.mode, sequencer = coalesce(excluded.sequencer, m.sequencer), source = excluded.source,
           constants = excluded.constants, last_modified = coalesce(excluded.last_modified, m.last_modified),
           started_at = now(), finished_at = NULL, report = NULL, announced = NULL,
           fingerprint = CASE WHEN m.state = 'published' THEN NULL ELSE m.fingerprint END
    RETURNING id, claim, fingerprint),
  leased AS (
    INSERT INTO litelift.lease (migration, claim, owner, kind, lease_until)
    SELECT id, claim, coalesce($9::text, 'session ' || pg_backend_pid()), $10::text, clock_timestamp() + make_interval(secs => $11) FROM claimed
    ON CONFLICT (migration) DO UPDATE
       SET claim = excluded.claim, owner = excluded.owner, kind = excluded.kind, lease_until = excluded.lease_until)
  SELECT claim::text, fingerprint FROM claimed`

const RECORD_SUPERSEDED = `
  INSERT INTO litelift.migration (id, source, version, sequencer, target_schema, constants, last_modified, mode, state, finished_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'superseded', now())
  ON CONFLICT (id) DO UPDATE SET state = 'superseded', finished_at = now()`

/**
 * Whether something newer is published already: of the same object by S3's sequencers, hexadecimal numbers of which the shorter one is padded on
 * the left (notification-content-structure.html); of objects that share tables and have the same constants, also under other keys, by when they
 * were last modified, and then by the sequencers of one key. A sequencer that the event does not tell may be known from an earlier one; without any there is no
 * order.
 */
export async function newerIsPublished(client: pg.ClientBase, id: string, identity: Identity): Promise<boolean> {
  const { source, schema, sequencer, constants, lastModified } = identity
  if (constants !== null && lastModified === null) return false
  const values = [source, schema, sequencer, id]
  const [row] =
    constants === null
      ? await query<{ newer: boolean }>(
          client,
          `SELECT EXISTS (${PUBLISHED} AND source = $1 AND ${LATER}) AS newer`,
          values,
        )
      : await query<{ newer: boolean }>(client, `SELECT EXISTS (${PUBLISHED} AND ${LATER_OF_CONSTANTS}) AS newer`, [
          ...values,
          constants,
          lastModified,
        ])
  return row?.newer ?? false
}

const PUBLISHED = 'SELECT FROM litelift.migration WHERE target_schema = $2 AND published IS NOT NULL AND id <> $4'
const LATER = `lpad(upper(sequencer), 64, '0') COLLATE "C" >
  lpad(upper(coalesce($3, (SELECT sequencer FROM litelift.migration WHERE id = $4))), 64, '0') COLLATE "C"`
const LATER_OF_CONSTANTS = `
  constants = $5 AND (last_modified > $6::timestamptz OR last_modified = $6::timestamptz AND source = $1 AND ${LATER})`
