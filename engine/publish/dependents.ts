import type pg from 'pg'
import { LiteliftError } from '../errors.ts'
import type { Plan } from '../plan/plan.ts'
import { query } from '../target/query.ts'

/**
 * Refuses to replace a table or view that something else hangs on, or to empty one that is referenced from outside. Views and
 * foreign keys would stop PostgreSQL anyway; triggers and policies it would drop without a word.
 * @throws LiteliftError `target-dependents` naming them all
 */
export async function refuseDependents(client: pg.ClientBase, plan: Plan): Promise<void> {
  const tables = plan.tables.filter(
    ({ action }) => action === 'replace' || action === 'truncate' || action === 'mirror',
  )
  const views = plan.views.filter(({ action }) => action === 'replace')
  if (tables.length + views.length === 0) return
  const rows = await query<{ table: string; dependent: string }>(client, DEPENDENTS, [
    plan.schema,
    [...tables, ...views].map(({ name }) => name),
    plan.mode,
  ])
  if (rows.length === 0) return
  const listed = rows.map(({ table, dependent }) => `${dependent} on ${table}`).join(', ')
  throw new LiteliftError('target-dependents', {
    subject: { table: rows[0]!.table },
    message: `Mode ${plan.mode} would break what depends on existing tables: ${listed}.`,
    hint:
      plan.mode === 'replace'
        ? 'Drop them first and create them again afterwards, or use mode truncate.'
        : 'Migrate those tables too, or use mode append.',
  })
}

/**
 * Foreign keys from outside count where the tables are emptied or dropped; for mirror those whose action would change rows
 * outside the migration. Only a DROP takes views, triggers and policies along.
 */
const DEPENDENTS = `
  WITH affected AS (
    SELECT c.oid, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = ANY ($2::text[]) AND c.relkind IN ('r', 'p', 'v'))
  SELECT a.relname AS "table", format('the foreign key %s of %s', k.conname, k.conrelid::regclass) AS dependent
    FROM affected a JOIN pg_constraint k ON k.confrelid = a.oid AND k.contype = 'f'
   WHERE k.conrelid NOT IN (SELECT oid FROM affected) AND ($3 <> 'mirror' OR k.confdeltype IN ('c', 'n', 'd'))
   UNION ALL
  SELECT DISTINCT a.relname, format('the view %s', r.ev_class::regclass)
    FROM affected a
    JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = a.oid AND d.classid = 'pg_rewrite'::regclass
    JOIN pg_rewrite r ON r.oid = d.objid AND r.ev_class <> a.oid
   WHERE $3 = 'replace' AND r.ev_class NOT IN (SELECT oid FROM affected)
   UNION ALL
  SELECT a.relname, format('the trigger %s', t.tgname)
    FROM affected a JOIN pg_trigger t ON t.tgrelid = a.oid AND NOT t.tgisinternal WHERE $3 = 'replace'
   UNION ALL
  SELECT a.relname, format('the policy %s', p.polname)
    FROM affected a JOIN pg_policy p ON p.polrelid = a.oid WHERE $3 = 'replace'
   ORDER BY 1, 2`
