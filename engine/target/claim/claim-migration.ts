import type pg from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import { LiteliftError } from '../../errors.ts'
import type { Mode } from '../../options/modes.ts'
import { endEarlierSessions } from './earlier-sessions.ts'
import { type Identity, lockKey } from './identity.ts'
import { isOlderSeed } from './older-seed.ts'
import { refuseTakenSchema } from './schema-owner.ts'
import { readLedger, type LedgerEntry } from '../ledger/ledger.ts'
import { execute, query } from '../query.ts'

/** What claiming found. `running` is claimed and ours to do. */
export type Claim =
  | { state: 'running'; claim: string; fingerprint: string | null }
  | { state: 'published'; entry: LedgerEntry }
  | { state: 'superseded' }

/**
 * Claims a migration for this connection: a session lock that dies with it, and a claim number that fences off batches
 * of an earlier claimer whose connections have not died yet. The connection's application name becomes `litelift <id> <claim>`, as
 * those of the claim's other connections begin.
 * @throws LiteliftError `migration-running` while another session holds the claim.
 */
export async function claimMigration(
  client: pg.ClientBase,
  id: string,
  identity: Identity,
  { mode, again }: { mode: Mode; again: boolean },
): Promise<Claim> {
  if (!(await isLocked(client, id))) {
    throw new LiteliftError('migration-running', {
      subject: { file: identity.source },
      message: `The same version of ${identity.source} is being migrated into ${identity.schema} by another session.`,
      hint: 'Wait for it to end; `litelift status` shows it.',
    })
  }
  await refuseTakenSchema(client, identity)
  const [known] = await readLedger(client, id)
  if (known?.published === true && !again) return { state: 'published', entry: known }
  if ((await newerIsPublished(client, id, identity)) || (await isOlderSeed(client, identity, mode))) {
    await recordSuperseded(client, id, identity, mode)
    return { state: 'superseded' }
  }
  const [row] = await query<{ claim: string; fingerprint: string | null }>(client, CLAIM, [
    id,
    ...orderedBy(identity),
    mode,
  ])
  // Only now: sessions that merely ask for the claim, as this one did, are not to be ended by one that has it.
  await execute(client, "SELECT set_config('application_name', $1, false)", [`litelift ${id} ${row!.claim}`])
  await endEarlierSessions(client, id)
  return { state: 'running', claim: row!.claim, fingerprint: row!.fingerprint }
}

/** Milliseconds in which the server notices that a client was killed while a statement ran (connect.ts), and ends its session. */
const KILLED = 5_000

async function isLocked(client: pg.ClientBase, id: string): Promise<boolean> {
  for (const until = performance.now() + KILLED; ; await sleep(250)) {
    const [lock] = await query<{ locked: boolean }>(client, 'SELECT pg_try_advisory_lock($1) AS locked', [lockKey(id)])
    if (lock!.locked || performance.now() > until) return lock!.locked
  }
}

/** A version that came before one that is published already. */
export async function recordSuperseded(
  client: pg.ClientBase,
  id: string,
  identity: Identity,
  mode: Mode,
): Promise<void> {
  await execute(client, RECORD_SUPERSEDED, [id, ...orderedBy(identity), mode])
  await execute(client, 'DELETE FROM litelift.checkpoint WHERE migration = $1', [id])
}

/** What the ledger keeps of it, in the order of the columns that both statements name. */
function orderedBy({ source, version, sequencer, schema, constants, lastModified }: Identity): (string | null)[] {
  return [source, version, sequencer, schema, constants, lastModified]
}

const CLAIM = `
  INSERT INTO litelift.migration AS m (id, source, version, sequencer, target_schema, constants, last_modified, mode, state)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'running')
  ON CONFLICT (id) DO UPDATE
     SET claim = m.claim + 1, state = 'running', mode = excluded.mode, sequencer = coalesce(excluded.sequencer, m.sequencer), source = excluded.source,
         constants = excluded.constants, last_modified = coalesce(excluded.last_modified, m.last_modified),
         started_at = now(), finished_at = NULL, report = NULL, announced = NULL,
         fingerprint = CASE WHEN m.state = 'published' THEN NULL ELSE m.fingerprint END
  RETURNING claim::text, fingerprint`

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
