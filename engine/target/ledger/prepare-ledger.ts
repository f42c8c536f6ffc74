import { readdirSync, readFileSync } from 'node:fs'
import type pg from 'pg'
import { LiteliftError } from '../../errors.ts'
import { checkLedgerGrants } from './ledger-grants.ts'
import { execute, query, transaction } from '../query.ts'

/** Creates or upgrades the control tables. Safe to run from several sessions at once. */
export async function prepareLedger(client: pg.ClientBase): Promise<void> {
  await checkLedgerGrants(client, 'write')
  if (isLatest(await checkUpgrade(client))) return
  await transaction(client, async () => {
    await execute(client, 'SELECT pg_advisory_xact_lock($1)', [LEDGER_LOCK])
    await execute(client, 'CREATE SCHEMA IF NOT EXISTS litelift', [], {
      doing: 'Creating the schema litelift for the ledger (GRANT CREATE ON DATABASE lets a role do that)',
    })
    await execute(client, 'CREATE TABLE IF NOT EXISTS litelift.version (version integer PRIMARY KEY)')
    const reached = await ledgerVersion(client)
    for (const [position, sql] of ledgerSteps().entries()) {
      if (position < reached) continue
      await execute(client, sql)
      await execute(client, 'INSERT INTO litelift.version VALUES ($1)', [position + 1])
    }
  })
}

/**
 * How many steps the database has, where the role may take those that it lacks: whoever made the ledger, or is a member of that role.
 * @throws LiteliftError `target-grant-missing`, `ledger-newer`
 */
export async function checkUpgrade(client: pg.ClientBase): Promise<number> {
  const version = await ledgerVersion(client)
  if (isLatest(version)) return version
  const [found] = await query<{ user: string; owner: string }>(client, OWNER)
  if (!found) return version
  const { user, owner } = found
  throw new LiteliftError('target-grant-missing', {
    message: `The ledger is of version ${version} and has to become one of ${ledgerSteps().length}, which ${owner} may do, who made it, and ${user} may not.`,
    hint: `Migrate something as ${owner} once, or run as an administrator: GRANT ${owner} TO ${user};`,
  })
}

/** Whether nothing is left to do for this litelift. */
export function isLatest(version: number): boolean {
  return version === ledgerSteps().length
}

/** Of a ledger that is another role's. */
const OWNER = `
  SELECT quote_ident(current_user) AS user, quote_ident(pg_get_userbyid(nspowner)) AS owner
    FROM pg_namespace WHERE nspname = 'litelift' AND NOT pg_has_role(nspowner, 'USAGE')`

/** An arbitrary constant: "litelift" as bytes, cut to an int8. */
const LEDGER_LOCK = '7811887352166938228'

/** Read once. */
let steps: string[] | undefined

function ledgerSteps(): string[] {
  const folder = new URL('./sql/', import.meta.url)
  return (steps ??= readdirSync(folder)
    .toSorted()
    .map((name) => readFileSync(new URL(name, folder), 'utf8')))
}

/** How many steps the database has; 0 without a ledger. */
export async function ledgerVersion(client: pg.ClientBase): Promise<number> {
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
      hint: 'Use the newer litelift that made it, or deploy that one again: what waits goes on then.',
    })
  }
  return version
}
