import type pg from 'pg'
import { query } from '../target/query.ts'

/** Statements that give a replaced table's owner and grants to its successor; quoted by the server. */
export async function grantsOf(client: pg.ClientBase, schema: string, tables: string[]): Promise<string[]> {
  if (tables.length === 0) return []
  const rows = await query<{ statement: string }>(client, GRANTS, [schema, tables])
  return rows.map(({ statement }) => statement)
}

/** The owner last: afterwards this role may not be allowed to grant any more. */
const GRANTS = `
  WITH replaced AS (
    SELECT c.oid, c.relname, c.relowner, c.relacl, format('%I.%I', n.nspname, c.relname) AS name
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = ANY ($2::text[])),
  granted AS (
    SELECT r.name, r.relowner, g.grantee, g.privilege_type AS privilege, g.is_grantable
      FROM replaced r CROSS JOIN LATERAL aclexplode(r.relacl) g
     UNION ALL
    SELECT r.name, r.relowner, g.grantee, format('%s (%I)', g.privilege_type, a.attname), g.is_grantable
      FROM replaced r JOIN pg_attribute a ON a.attrelid = r.oid AND NOT a.attisdropped
     CROSS JOIN LATERAL aclexplode(a.attacl) g)
  SELECT statement FROM (
    SELECT 1 AS step, format('GRANT %s ON TABLE %s TO %s%s', privilege, name,
             CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
             CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) AS statement
      FROM granted WHERE grantee <> relowner
     UNION ALL
    SELECT 2, format('ALTER TABLE %s OWNER TO %I', name, pg_get_userbyid(relowner))
      FROM replaced WHERE relowner <> (SELECT oid FROM pg_roles WHERE rolname = current_user)) statements
   ORDER BY step`
