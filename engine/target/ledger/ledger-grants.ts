import type pg from 'pg'
import { LiteliftError } from '../../errors.ts'
import { query } from '../query.ts'

/**
 * Refuses a role that may not use the ledger, which another one made. `read` is enough to look into it.
 * @throws LiteliftError `target-grant-missing` with the statements to run
 */
export async function checkLedgerGrants(client: pg.ClientBase, rights: 'read' | 'write'): Promise<void> {
  const table = rights === 'read' ? ['SELECT'] : ['SELECT', 'INSERT', 'UPDATE', 'DELETE']
  const [found] = await query<{ user: string; mayAll: boolean }>(client, GRANTS, [table])
  if (found!.mayAll) return
  throw new LiteliftError('target-grant-missing', {
    message: `The role ${found!.user} may not use the ledger, which another role made (schema litelift).`,
    hint: `Run as its owner: GRANT USAGE ON SCHEMA litelift TO ${found!.user}; GRANT ${table.join(', ')} ON ALL TABLES IN SCHEMA litelift TO ${found!.user};`,
  })
}

const GRANTS = `
  SELECT quote_ident(current_user) AS user,
         coalesce(has_schema_privilege(n.oid, 'USAGE') AND coalesce(bool_and(has_table_privilege(c.oid, r)), true), true) AS "mayAll"
    FROM (SELECT) AS always
    LEFT JOIN pg_namespace n ON n.nspname = 'litelift'
    LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r'
    LEFT JOIN unnest($1::text[]) AS r ON true
   GROUP BY n.oid`
