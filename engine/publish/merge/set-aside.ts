import type pg from 'pg'
import type { TablePlan } from '../../plan/plan.ts'
import type { Orphans } from '../../references/orphans.ts'
import { execute, query } from '../../target/query.ts'

/**
 * Takes constraints of existing tables away that are NOT VALID, and gives what puts them back as they were. Such a one holds for
 * new rows only, and to PostgreSQL all rows that litelift brings are new ones: those that an earlier drop of the file was
 * allowed would be refused. Foreign keys with orphans that are to be kept become NOT VALID the same way. Of the others only what this role owns; readers wait from here to the end of the transaction.
 */
export async function setAside(
  client: pg.ClientBase,
  tables: TablePlan[],
  schema: string,
  kept: Orphans[],
): Promise<string[]> {
  const names = tables.map(({ name }) => name)
  const weakened = kept.map(({ reference: { name, child } }) => `${child.name} ${name}`)
  const found = await query<{ drop: string; add: string }>(client, NOT_VALID, [schema, names, weakened])
  for (const { drop } of found) await execute(client, drop, [], { doing: 'Setting aside what is NOT VALID' })
  return found.map(({ add }) => add)
}

/** pg_get_constraintdef() ends with NOT VALID itself. */
const NOT_VALID = `
  SELECT format('ALTER TABLE %I.%I DROP CONSTRAINT %I', n.nspname, c.relname, k.conname) AS drop,
         format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid))
           || CASE WHEN k.convalidated THEN ' NOT VALID' ELSE '' END AS add
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = $1 AND c.relname = ANY ($2::text[]) AND k.contype IN ('c', 'f') AND k.conparentid = 0 AND k.coninhcount = 0
     AND (NOT k.convalidated AND pg_has_role(c.relowner, 'USAGE') OR c.relname || ' ' || k.conname = ANY ($3::text[]))
   ORDER BY c.relname, k.conname`
