import type pg from 'pg'
import { isOwnRow, isShared } from '../../ddl/own-rows.ts'
import { TRIGGER_MARK } from '../../ddl/trigger.ts'
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
 * Empties the tables of mode truncate, all at once because of the foreign keys among them; of those that other sources share only the own rows go. Their rows are deleted, so that readers
 * and older snapshots go on to see them until the commit, which after TRUNCATE they would not (mvcc-caveats.html). Where a table of
 * another mode references one of them, that is left to the statement that fills all tables, as it is for those of `also` that are `left`.
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
  const all = [...truncated.map(({ name }) => qualifiedName(schema, name)), ...also.map(({ relation }) => relation)]
  const of = (rows: number[], isLeft: boolean) => ({
    emptied: new Map(truncated.map((table, i) => [table, { rows: rows[i]!, isLeft }])),
    left: isLeft ? also : [],
  })
  const [found] = await query<{ isReferenced: boolean }>(client, REFERENCED, [all])
  if (found!.isReferenced)
    return of(
      all.map(() => 0),
      true,
    )
  if (!truncated.some(isShared) && (await referencesWithoutIndex(client, all)).length > 0) {
    const { rows } = await lockAndCount(client, truncated, schema, doing)
    await execute(client, `TRUNCATE ${all.join(', ')}`, [], { doing })
    return of(rows, false)
  }
  const rows = truncated.map((table) => `${qualifiedName(schema, table.name)} t WHERE ${isOwnRow(table, 't')}`)
  return of(await deleteRows(client, [...rows, ...also.map(({ relation }) => relation)], doing), false)
}

/** In one statement, at whose end foreign keys are checked and their actions run: nothing is left then that they could reach. */
async function deleteRows(client: pg.ClientBase, rows: string[], doing: string): Promise<number[]> {
  const deletes = rows.map((which, i) => `d${i} AS (DELETE FROM ${which} RETURNING 1)`)
  const counts = rows.map((_, i) => `(SELECT count(*) FROM d${i})::float8`)
  const [row] = await query<{ rows: number[] }>(
    client,
    `WITH ${deletes.join(', ')} SELECT ARRAY[${counts.join(', ')}] AS rows`,
    [],
    { doing },
  )
  return row!.rows
}

/** Whether a foreign key leads to one of the tables from one that is not among them. */
const REFERENCED = `
  SELECT EXISTS (SELECT FROM pg_constraint k
                  WHERE k.contype = 'f' AND k.confrelid = ANY ($1::regclass[]) AND k.conrelid <> ALL ($1::regclass[])) AS "isReferenced"`

/**
 * Foreign keys among the tables, by table and name, for which every row that is deleted would mean reading the whole referencing table,
 * because no index begins with one of their columns: of 100,000 rows that others reference, hours. TRUNCATE looks at nothing.
 */
export async function referencesWithoutIndex(
  client: pg.ClientBase,
  relations: string[],
): Promise<{ table: string; key: string }[]> {
  return query(client, WITHOUT_INDEX, [relations])
}

/** What emptying tables of mode truncate brings along, in words, by table: for the plan. */
export async function emptyingRemarks(
  client: pg.ClientBase,
  tables: TablePlan[],
  schema: string,
): Promise<ReadonlyMap<TablePlan, string[]>> {
  const truncated = tables.filter(({ action }) => action === 'truncate')
  if (truncated.length === 0) return new Map()
  const relations = truncated.map(({ name }) => qualifiedName(schema, name))
  const slow = truncated.some(isShared) ? [] : await referencesWithoutIndex(client, relations)
  const fired = await query<{ table: string; trigger: string }>(client, DELETE_TRIGGERS, [relations, TRIGGER_MARK])
  const remarks = truncated.map((table): [TablePlan, string[]] => [
    table,
    [
      ...fired
        .filter((one) => one.table === table.name)
        .map(({ trigger }) => `its trigger ${trigger} fires for every row that is deleted`),
      ...slow
        .filter((one) => one.table === table.name)
        .map(
          ({ key }) =>
            `no index begins with a column of its foreign key ${key}, so that all are truncated, and readers wait until the commit`,
        ),
    ],
  ])
  return new Map(remarks)
}

/** Those that litelift made do not fire in its own publishes. */
const DELETE_TRIGGERS = `
  SELECT c.relname AS "table", t.tgname AS trigger
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc f ON f.oid = t.tgfoid
   WHERE t.tgrelid = ANY ($1::regclass[]) AND NOT t.tgisinternal AND t.tgtype & 9 = 9 AND t.tgenabled IN ('O', 'A') AND strpos(f.prosrc, $2) = 0
   ORDER BY 1, 2`

/** Up to so many pages in all are read in about a second. */
const WITHOUT_INDEX = `
  SELECT c.relname AS "table", k.conname AS key
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
   WHERE k.contype = 'f' AND k.conrelid = ANY ($1::regclass[]) AND k.confrelid = ANY ($1::regclass[])
     AND pg_relation_size(c.oid) / 8192 * pg_relation_size(p.oid) / 100 > 100000
     -- Mode truncate asks for DELETE only; without the other right it takes its time.
     AND NOT EXISTS (SELECT FROM unnest($1::regclass[]) r WHERE NOT has_table_privilege(r, 'TRUNCATE'))
     AND NOT EXISTS (SELECT FROM pg_index x WHERE x.indrelid = k.conrelid AND x.indisvalid AND x.indpred IS NULL AND x.indkey[0] = ANY (k.conkey))
   ORDER BY 1, 2`
