import type pg from 'pg'
import type { Plan, TablePlan } from '../plan/plan.ts'
import { execute } from '../target/query.ts'
import { lockAndCount } from './lock-and-count.ts'
import { type Merging, mergeRows } from './merge.ts'
import type { Merged } from './merged.ts'
import { reconcileRows } from './reconcile.ts'

/** Brings the staged rows into the existing tables as the plan's mode says, and counts what that did. */
export async function fillTables(
  client: pg.ClientBase,
  tables: TablePlan[],
  { schema, mode }: Plan,
  { staging, onSkippedReference }: Pick<Merging, 'staging' | 'onSkippedReference'>,
): Promise<Merged[]> {
  if (mode === 'upsert' || mode === 'mirror') return reconcileRows(client, tables, { staging, schema, mode })
  const deleted = mode === 'truncate' ? await empty(client, tables, schema) : []
  const merged = await mergeRows(client, tables, { staging, schema, onSkippedReference })
  return merged.map((one, i) => ({ ...one, deleted: deleted[i] ?? 0 }))
}

/** Empties the tables, all at once because of the foreign keys among them; gives how many rows each had. */
async function empty(client: pg.ClientBase, tables: TablePlan[], schema: string): Promise<number[]> {
  const doing = 'Emptying the existing tables'
  const { names, rows } = await lockAndCount(client, tables, schema, doing)
  if (tables.length > 0) await execute(client, `TRUNCATE ${names}`, [], { doing })
  return rows
}
