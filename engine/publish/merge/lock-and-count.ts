import type pg from 'pg'
import type { TablePlan } from '../../plan/plan.ts'
import { execute, query } from '../../target/query.ts'
import { qualifiedName } from '../../target/quote.ts'

/** Keeps everybody else from existing tables whose rows are about to go, and counts these; `names` are the tables' in SQL. */
export async function lockAndCount(
  client: pg.ClientBase,
  tables: TablePlan[],
  schema: string,
  doing: string,
): Promise<{ names: string; rows: number[] }> {
  const quoted = tables.map(({ name }) => qualifiedName(schema, name))
  const names = quoted.join(', ')
  const rows: number[] = []
  if (tables.length === 0) return { names, rows }
  await execute(client, `LOCK TABLE ${names} IN ACCESS EXCLUSIVE MODE`, [], { doing })
  for (const name of quoted) rows.push(await countRows(client, name, { doing }))
  return { names, rows }
}

/** The rows of a table by its quoted name, or of a subquery. */
export async function countRows(
  client: pg.ClientBase,
  name: string,
  purpose?: Parameters<typeof query>[3],
): Promise<number> {
  const [row] = await query<{ rows: number }>(client, `SELECT count(*)::float8 AS rows FROM ${name}`, [], purpose)
  return row!.rows
}
