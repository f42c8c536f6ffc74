import type pg from 'pg'
import type { TablePlan } from '../../plan/plan.ts'
import { execute, query } from '../../target/query.ts'
import { qualifiedName } from '../../target/quote.ts'
import type { AlsoEmptied } from './also-empty.ts'
import { lockAndCount } from './lock-and-count.ts'

/** A table of mode truncate: the rows that are gone from it by now, or that it is left to the statement that fills it to delete. */
export interface Emptied {
  rows: number
  isLeft: boolean
}

/**
 * Empties the tables of mode truncate, all at once because of the foreign keys among them. Where a table of another mode
 * references one of them, PostgreSQL would not: their rows are deleted in the statement that fills all tables instead, as those of
 * `also` are that are `left`.
 */
export async function emptyTables(
  client: pg.ClientBase,
  tables: TablePlan[],
  schema: string,
  also: AlsoEmptied[],
): Promise<{ emptied: ReadonlyMap<TablePlan, Emptied>; left: AlsoEmptied[] }> {
  const truncated = tables.filter(({ action }) => action === 'truncate')
  if (truncated.length === 0) return { emptied: new Map(), left: also }
  const doing = 'Emptying the existing tables'
  const { rows } = await lockAndCount(client, truncated, schema, doing)
  const all = [...truncated.map(({ name }) => qualifiedName(schema, name)), ...also.map(({ relation }) => relation)]
  const [found] = await query<{ isReferenced: boolean }>(client, REFERENCED, [all])
  const isLeft = found!.isReferenced
  if (!isLeft) await execute(client, `TRUNCATE ${all.join(', ')}`, [], { doing })
  const emptied = new Map(truncated.map((table, i) => [table, { rows: isLeft ? 0 : rows[i]!, isLeft }]))
  return { emptied, left: isLeft ? also : [] }
}

/** Whether a foreign key leads to one of the tables from one that is not among them. */
const REFERENCED = `
  SELECT EXISTS (SELECT FROM pg_constraint k
                  WHERE k.contype = 'f' AND k.confrelid = ANY ($1::regclass[]) AND k.conrelid <> ALL ($1::regclass[])) AS "isReferenced"`
