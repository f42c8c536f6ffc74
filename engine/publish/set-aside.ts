import type pg from 'pg'
import type { TablePlan } from '../plan/plan.ts'
import { execute, query } from '../target/query.ts'

/**
 * Takes constraints of existing tables away that are NOT VALID, and gives what puts them back as they were. Such a one holds for
 * new rows only, and to PostgreSQL all rows that litelift brings are new ones: those that an earlier drop of the file was
 * allowed would be refused. Only what this role owns; readers wait from here to the end of the transaction.
 */
export async function setAside(client: pg.ClientBase, tables: TablePlan[], schema: string): Promise<string[]> {
  const found = await query<{ drop: string; add: string }>(client, NOT_VALID, [schema, tables.map(({ name }) => name)])
  for (const { drop } of found) await execute(client, drop, [], { doing: 'Setting aside what is NOT VALID' })
  return found.map(({ add }) => add)
}

/** pg_get_constraintdef() ends with NOT VALID itself. */
const NOT_VALID = `
  SELECT format('ALTER TABLE %I.%I DROP CONSTRAINT %I', n.nspname, c.relname, k.conname) AS drop,
         format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid)) AS add
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = $1 AND c.relname = ANY ($2::text[]) AND NOT k.convalidated AND k.contype IN ('c', 'f')
     AND pg_has_role(c.relowner, 'USAGE')
   ORDER BY c.relname, k.conname`
