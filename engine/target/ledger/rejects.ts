import type pg from 'pg'
import { execute, query } from '../query.ts'

/** A row of the file that did not get into PostgreSQL, with the reason. Names are those of the file. */
export interface Reject {
  table: string
  /** Decimal text, because it has 64 bits. In a table without rowids the row's position in key order, from 1. */
  rowid: string
  /** The value that was refused: the first one of its row; null where the row as a whole was. */
  column: string | null
  /** Shortened and printable; null where the column is, or for NULL. */
  value: string | null
  /** What the server said; null where litelift refused the value before it was sent. */
  sqlstate: string | null
  /** Words that follow "the value", or "the row" where there is no column. */
  reason: string
}

/** How many rows of a migration were rejected, and the first of them. */
export interface RejectSummary {
  rows: number
  byTable: { table: string; rows: number }[]
  /** The most frequent ones first, those of foreign keys after all others, of which they may be a consequence; at most 100. */
  byReason: (Pick<Reject, 'table' | 'column' | 'sqlstate' | 'reason'> & { rows: number })[]
  /** At most 20: examples of each reason, while there is room, and more of those that have more; in the order of {@link readRejects}, those of foreign keys last. */
  first: Reject[]
}

/**
 * Records rejects of a migration; opens no transaction of its own, so that they commit with the batch and its checkpoint,
 * which leave the rows out. A retry that resumes finds them, none twice.
 * A row that has a reject already keeps its first one. Bounds: callers hand over at most about 10,000 at a time.
 */
export async function recordRejects(
  client: pg.ClientBase,
  migration: string,
  rejects: readonly Reject[],
  into = REJECTS,
): Promise<void> {
  if (rejects.length === 0) return
  await execute(client, insertInto(into), [
    migration,
    rejects.map(({ table }) => table),
    rejects.map(({ rowid }) => rowid),
    rejects.map(({ column }) => column),
    rejects.map(({ value }) => value),
    rejects.map(({ sqlstate }) => sqlstate),
    rejects.map(({ reason }) => reason),
  ])
}

/** Where rejects of migrations are; SQL. */
export const REJECTS = 'litelift.reject'

/** SQL: a relation for the rejects of a plan, which leaves nothing behind. */
export function createRejects(relation: string): string {
  return `CREATE TABLE ${relation} (migration text, table_name text COLLATE "C", rowid bigint, column_name text, value text, sqlstate text, reason text)`
}

const insertInto = (relation: string) => `
  INSERT INTO ${relation} (migration, table_name, rowid, column_name, value, sqlstate, reason)
  SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[])
  ON CONFLICT DO NOTHING`

/** When staging starts anew, so do its rejects. */
export async function forgetRejects(client: pg.ClientBase, migration: string): Promise<void> {
  await execute(client, 'DELETE FROM litelift.reject WHERE migration = $1', [migration])
}

export const NO_REJECTS: RejectSummary = { rows: 0, byTable: [], byReason: [], first: [] }

const FIRST = 20

/** Ends the reason of a row whose parent is in the file, and is a reject. */
export const OF_A_REJECT = 'that is a reject itself'

export async function summariseRejects(client: pg.ClientBase, migration: string): Promise<RejectSummary> {
  const byTable = await query<RejectSummary['byTable'][number]>(
    client,
    `SELECT table_name AS "table", count(*)::float8 AS rows FROM litelift.reject
      WHERE migration = $1 GROUP BY 1 ORDER BY table_name`,
    [migration],
  )
  if (byTable.length === 0) return NO_REJECTS
  const byReason = await query<RejectSummary['byReason'][number]>(
    client,
    `SELECT table_name AS "table", column_name AS "column", sqlstate, reason, count(*)::float8 AS rows FROM litelift.reject
      WHERE migration = $1 GROUP BY 1, 2, 3, 4
      ORDER BY ${HANGS}, rows DESC, table_name, column_name COLLATE "C", reason COLLATE "C", sqlstate LIMIT 100`,
    [migration],
  )
  const first = await query<Reject>(client, EXAMPLES, [migration])
  return { rows: byTable.reduce((sum, { rows }) => sum + rows, 0), byTable, byReason, first }
}

/** SQL: how far a reject may follow from others: no foreign key, one that finds nothing, one whose parent is known to be a reject. */
const HANGS = `CASE WHEN sqlstate IS DISTINCT FROM '23503' THEN 0 WHEN reason NOT LIKE '%${OF_A_REJECT}' THEN 1 ELSE 2 END`

/**
 * One of each reason, then a second, then a third; what room is left goes to the most frequent one. Each reason's first rows are looked up in the
 * primary key: to number a million rows takes 4 s more.
 */
const EXAMPLES = `
  WITH reasons AS (
    SELECT table_name, column_name, sqlstate, reason, count(*) AS alike, min(rowid) AS lowest, max(rowid) AS highest, ${HANGS} AS hangs
      FROM litelift.reject WHERE migration = $1 GROUP BY 1, 2, 3, 4 ORDER BY hangs, alike DESC, 1, 2, 4, 3 LIMIT ${FIRST}),
  chosen AS (
    SELECT one.*, hangs
      FROM reasons r
     CROSS JOIN LATERAL (
       SELECT few.*, row_number() OVER (ORDER BY few.rowid) AS place
         FROM (SELECT * FROM litelift.reject j
                WHERE j.migration = $1 AND j.table_name = r.table_name AND j.rowid BETWEEN r.lowest AND r.highest AND j.reason = r.reason
                  AND j.column_name IS NOT DISTINCT FROM r.column_name AND j.sqlstate IS NOT DISTINCT FROM r.sqlstate
                ORDER BY j.rowid LIMIT ${FIRST}) few) one
     ORDER BY least(place, 4), hangs, alike DESC, one.table_name, one.rowid LIMIT ${FIRST})
  SELECT table_name AS "table", rowid::text, column_name AS "column", value, sqlstate, reason FROM chosen
   ORDER BY hangs, table_name, chosen.rowid`

const PAGE = 1000

/**
 * The rejects of a migration, or of one of its tables, by table and rowid. Reads them in pages, so that the client can be
 * used in between and memory does not grow with their number.
 */
export async function* readRejects(
  client: pg.ClientBase,
  migration: string,
  { table = null }: { table?: string | null } = {},
): AsyncGenerator<Reject, void, undefined> {
  let last: Reject | undefined
  do {
    const page = await query<Reject>(client, SELECT, [migration, table, last?.table ?? null, last?.rowid ?? null, PAGE])
    yield* page
    last = page.length === PAGE ? page.at(-1) : undefined
  } while (last)
}

const SELECT = `
  SELECT table_name AS "table", rowid::text, column_name AS "column", value, sqlstate, reason FROM litelift.reject
   WHERE migration = $1 AND ($2::text IS NULL OR table_name = $2)
     AND ($3::text IS NULL OR (table_name, reject.rowid) > ($3, $4::bigint))
   ORDER BY table_name, reject.rowid LIMIT $5`

/** Gives for each table that has rejects a function that reads their rowids, in order. */
export function rejectedRows(
  client: pg.ClientBase,
  migration: string,
  { byTable }: RejectSummary,
): (table: string) => (() => AsyncIterator<bigint>) | null {
  const tables = new Set(byTable.map(({ table }) => table))
  return (table) => (tables.has(table) ? () => rowidsOf(client, migration, table) : null)
}

async function* rowidsOf(client: pg.ClientBase, migration: string, table: string): AsyncGenerator<bigint> {
  for await (const { rowid } of readRejects(client, migration, { table })) yield BigInt(rowid)
}
