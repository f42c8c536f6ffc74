import type pg from 'pg'
import { LiteliftError } from '../../errors.ts'
import type { Claimed } from './claimed.ts'
import { fence } from '../connection/fenced.ts'
import { query } from '../query.ts'
import { command } from '../../named.ts'

/**
 * Makes sure that the running transaction is that of the claim that has the migration, and stays so until its end: nobody can claim it
 * before. What a transaction changes in staging, it changes after this.
 * @throws LiteliftError `migration-running`
 */
export async function holdClaim(client: pg.ClientBase, { id, claim }: Claimed): Promise<void> {
  const rows = await query(client, 'SELECT FROM litelift.migration WHERE id = $1 AND claim = $2 FOR SHARE', [id, claim])
  if (rows.length === 0) throw takenOver()
}

/**
 * The same for each statement without values that is sent on a connection from now on, in one message and so one transaction with it: the
 * server ends that also where its client is gone.
 */
export function holdClaimAlways(client: pg.ClientBase, { id, claim }: Claimed): void {
  fence(
    client,
    `DO $fence$ BEGIN
       PERFORM FROM litelift.migration WHERE id = '${hex(id)}' AND claim = ${BigInt(claim)} FOR SHARE;
       IF NOT FOUND THEN RAISE EXCEPTION '${TAKEN}' USING ERRCODE = 'LL001'; END IF;
     END $fence$`,
  )
}

/** It is SQL here. */
function hex(id: string): string {
  if (!/^[0-9a-f]{16}$/.test(id)) throw new Error(`no id of a migration: ${id}`)
  return id
}

const TAKEN = 'another session claimed this migration meanwhile'

/** The claim is another's by now: what that one does counts, and what this one does must not. */
export function takenOver(): LiteliftError {
  return new LiteliftError('migration-running', {
    message: 'Another session claimed this migration meanwhile.',
    hint: `Nothing was published by this one; ${command('status')} shows the other.`,
  })
}
