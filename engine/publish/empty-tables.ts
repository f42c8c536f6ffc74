import type pg from 'pg'
import type { TablePlan } from '../plan/plan.ts'
import { execute, query } from '../target/query.ts'
import { qualifiedName } from '../target/quote.ts'
import { lockAndCount } from './lock-and-count.ts'

/** A table of mode truncate: the rows that are gone from it by now, or that it is left to the statement that fills it to delete. */
export interface Emptied {
  rows: number
  isLeft: boolean
}

/**
 * Empties the tables of mode truncate, all at once because of the foreign keys among them. Where a table of another mode
 * references one of them, PostgreSQL would not: their rows are deleted in the statement that fills all tables instead.
 */
export async function emptyTables(
  client: pg.ClientBase,
  tables: TablePlan[],
  schema: string,
): Promise<ReadonlyMap<TablePlan, Emptied>> {
  const emptied = tables.filter(({ action }) => action === 'truncate')
  if (emptied.length === 0) return new Map()
  const doing = 'Emptying the existing tables'
  const { names, rows } = await lockAndCount(client, emptied, schema, doing)
  const [found] = await query<{ isReferenced: boolean }>(client, REFERENCED, [
    emptied.map(({ name }) => qualifiedName(schema, name)),
  ])
  const isLeft = found!.isReferenced
  if (!isLeft) await execute(client, `TRUNCATE ${names}`, [], { doing })
  return new Map(emptied.map((table, i) => [table, { rows: isLeft ? 0 : rows[i]!, isLeft }]))
}

/** Whether a foreign key leads to one of the tables from one that is not among them. */
const REFERENCED = `
  SELECT EXISTS (SELECT FROM pg_constraint k
                  WHERE k.contype = 'f' AND k.confrelid = ANY ($1::regclass[]) AND k.conrelid <> ALL ($1::regclass[])) AS "isReferenced"`
