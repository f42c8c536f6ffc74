import type pg from 'pg'
import { LiteliftError } from '../errors.ts'
import type { Action, Plan } from '../plan/plan.ts'
import { query } from '../target/query.ts'

/**
 * Refuses, before any row moves, existing tables that this role may not write as the mode needs, or whose row-level security
 * would hide or refuse rows: a hidden row would count as missing.
 * @throws LiteliftError `target-grant-missing` with the GRANT to run, `target-row-security`
 */
export async function refuseAccess(client: pg.ClientBase, { tables, schema }: Plan): Promise<void> {
  const existing = tables.filter(({ action }) => action !== 'create')
  if (existing.length === 0) return
  const rows: { table: string; grant: string | null; secured: boolean; action: Action }[] = []
  for (const [action, members] of Map.groupBy(existing, (table) => table.action)) {
    const names = members.map(({ name }) => name)
    const found = await query<Omit<(typeof rows)[number], 'action'>>(client, ACCESS, [
      schema,
      names,
      PRIVILEGES[action],
    ])
    rows.push(...found.map((row) => ({ ...row, action })))
  }
  const secured = rows.find((row) => row.secured && row.action !== 'replace')
  if (secured) {
    throw new LiteliftError('target-row-security', {
      subject: { table: secured.table },
      message: `Row-level security of the existing table ${secured.table} applies to this role, so rows could be hidden from it or refused.`,
      hint: "Migrate as the table's owner, or as a role with BYPASSRLS.",
    })
  }
  const grants = rows.flatMap(({ grant }) => grant ?? [])
  if (grants.length === 0) return
  throw new LiteliftError('target-grant-missing', {
    subject: { table: rows.find(({ grant }) => grant !== null)!.table },
    message: `This role may not do what mode ${rows.find(({ grant }) => grant !== null)!.action} needs with existing tables.`,
    hint: `Run as their owner: ${grants.join(' ')}`,
  })
}

/** SELECT, because sequences are advanced past the largest id. Replacing is for the owner alone: null. */
const PRIVILEGES: Record<Action, string[] | null> = {
  create: [],
  append: ['SELECT', 'INSERT'],
  upsert: ['SELECT', 'INSERT', 'UPDATE'],
  truncate: ['SELECT', 'INSERT', 'DELETE'],
  mirror: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  replace: null,
}

const ACCESS = `
  SELECT c.relname AS "table", row_security_active(c.oid) AS secured,
         CASE WHEN $3::text[] IS NULL THEN
           CASE WHEN NOT pg_has_role(c.relowner, 'USAGE')
                THEN format('GRANT %I TO %I;', pg_get_userbyid(c.relowner), current_user) END
         ELSE nullif(concat_ws(' ',
           (SELECT format('GRANT %s ON %s TO %I;', string_agg(p, ', '), c.oid::regclass, current_user)
              FROM unnest($3::text[]) p WHERE NOT has_table_privilege(c.oid, p) HAVING count(*) > 0),
           (SELECT string_agg(format('GRANT USAGE, SELECT, UPDATE ON SEQUENCE %s TO %I;', d.objid::regclass, current_user), ' ')
              FROM (SELECT o.objid FROM pg_depend o
                     WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass AND o.refobjid = c.oid
                       AND o.deptype IN ('a', 'i')
                     UNION
                    SELECT o.refobjid FROM pg_depend o JOIN pg_attrdef f ON f.oid = o.objid AND f.adrelid = c.oid
                     WHERE o.classid = 'pg_attrdef'::regclass AND o.refclassid = 'pg_class'::regclass) d
              JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
             WHERE NOT (has_sequence_privilege(s.oid, 'UPDATE') AND has_sequence_privilege(s.oid, 'SELECT')))), '') END AS "grant"
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = $1 AND c.relname = ANY ($2::text[])
   ORDER BY c.relname`
