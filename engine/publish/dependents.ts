import type pg from 'pg'
import { TRIGGER_MARK } from '../ddl/trigger.ts'
import { LiteliftError } from '../errors.ts'
import { findAlsoEmpty } from './merge/also-empty.ts'
import type { Mode } from '../options/modes.ts'
import type { Plan } from '../plan/plan.ts'
import { query } from '../target/query.ts'

/**
 * Refuses to replace a table or view that something else hangs on, or to empty one that is referenced from outside. Views and
 * foreign keys would stop PostgreSQL anyway; triggers and policies it would drop without a word.
 * @throws LiteliftError `target-dependents` naming them all
 */
export async function refuseDependents(client: pg.ClientBase, plan: Plan): Promise<void> {
  // Whose rows all come from the file, so that one that an action takes away is none of it; those of other modes would lose theirs.
  const refilled = plan.tables
    .filter(({ action }) => action !== 'append' && action !== 'upsert')
    .map(({ name }) => name)
  const also = (await findAlsoEmpty(client, plan)).map(({ relation }) => relation)
  for (const mode of ['replace', 'truncate', 'mirror'] as const) {
    const of = (all: { name: string; action: string }[]) => all.filter(({ action }) => action === mode)
    const affected = [...of(plan.tables), ...of(plan.views)].map(({ name }) => name)
    if (affected.length === 0) continue
    // What a migrated table of another mode references without an action may be emptied and filled again, but not dropped.
    const inside = mode === 'replace' ? affected : refilled
    const rows = await query<{ table: string; dependent: string }>(client, DEPENDENTS, [
      plan.schema,
      affected,
      mode,
      inside,
      mode === 'replace' ? [] : also,
      plan.triggers.map(({ name }) => name),
      TRIGGER_MARK,
    ])
    if (rows.length > 0) throw dependents(mode, rows)
  }
}

function dependents(mode: Mode, rows: { table: string; dependent: string }[]): LiteliftError {
  const listed = rows.map(({ table, dependent }) => `${dependent} on ${table}`).join(', ')
  return new LiteliftError('target-dependents', {
    subject: { table: rows[0]!.table },
    message: `Mode ${mode} would break what depends on existing tables: ${listed}.`,
    hint:
      mode === 'replace'
        ? 'Drop them first and create them again afterwards, or use mode truncate.'
        : 'Give these tables mode mirror or truncate too, name those outside the migration in `alsoEmpty` to have them emptied as well, or use mode upsert.',
  })
}

/**
 * Foreign keys from outside count where tables are dropped; where rows are deleted, those whose action would change rows
 * outside the migration, and where all are, those that refuse it at once. Only a DROP takes views, triggers and policies along; triggers that an earlier
 * drop of the file brought are made again.
 */
const DEPENDENTS = `
  WITH affected AS (
    SELECT c.oid, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = ANY ($2::text[]) AND c.relkind IN ('r', 'p', 'v')
     UNION SELECT oid, relname FROM pg_class WHERE oid = ANY ($5::regclass[])),
  inside AS (
    SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = ANY ($4::text[])
     UNION SELECT unnest($5::regclass[])::oid)
  SELECT a.relname AS "table", format('the foreign key %s of %s', k.conname, k.conrelid::regclass) AS dependent
    FROM affected a JOIN pg_constraint k ON k.confrelid = a.oid AND k.contype = 'f'
   WHERE k.conrelid NOT IN (SELECT oid FROM inside)
     AND ($3 = 'replace' OR k.confdeltype IN ('c', 'n', 'd') OR $3 = 'truncate' AND k.confdeltype = 'r')
   UNION ALL
  -- What another table references is emptied by the statement that fills it, at whose end the actions of its keys would take the new rows.
  SELECT a.relname, format('the foreign key %s of %s, beside one from a table that is not emptied', k.conname, k.conrelid::regclass)
    FROM affected a JOIN pg_constraint k ON k.confrelid = a.oid AND k.contype = 'f' AND k.confdeltype <> 'a'
   WHERE $3 = 'truncate' AND k.conrelid IN (SELECT oid FROM inside)
     AND EXISTS (SELECT FROM affected b JOIN pg_constraint o ON o.confrelid = b.oid AND o.contype = 'f'
                  WHERE o.conrelid NOT IN (SELECT oid FROM affected))
   UNION ALL
  SELECT DISTINCT a.relname, format('the view %s', r.ev_class::regclass)
    FROM affected a
    JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = a.oid AND d.classid = 'pg_rewrite'::regclass
    JOIN pg_rewrite r ON r.oid = d.objid AND r.ev_class <> a.oid
   WHERE $3 = 'replace' AND r.ev_class NOT IN (SELECT oid FROM affected)
   UNION ALL
  SELECT a.relname, format('the trigger %s', t.tgname)
    FROM affected a JOIN pg_trigger t ON t.tgrelid = a.oid AND NOT t.tgisinternal
    JOIN pg_proc f ON f.oid = t.tgfoid
   WHERE $3 = 'replace' AND NOT (t.tgname = ANY ($6::text[]) AND strpos(f.prosrc, $7) > 0)
   UNION ALL
  SELECT a.relname, format('the policy %s', p.polname)
    FROM affected a JOIN pg_policy p ON p.polrelid = a.oid WHERE $3 = 'replace'
   ORDER BY 1, 2`
