import type Database from 'better-sqlite3'
import type { FileRow } from './read-file.ts'
import { rowidOf } from './read-file.ts'
import { quoteSqliteName } from '../source/schema/name.ts'

/** Rowids of rejected rows in order, from the start at each call; of a table without rowids their places, from 1. */
export type RejectedRows = () => AsyncIterator<bigint>

/** The same of rows of which columns are NULL in the target, named as in the file. */
export type NulledRows = () => AsyncIterator<{ rowid: bigint; columns: string[] }>

/** How a table is read so that its rows come in the order of their rowids or places. */
export function orderOf(database: Database.Database, table: string): { rowid: string | null; sql: string } {
  const rowid = isVirtual(database, table) ? 'rowid' : rowidOf(database, table)
  const order = rowid === null ? keyOf(database, table) : quoteSqliteName(rowid)
  return { rowid, sql: order === '' ? '' : `ORDER BY ${order}` }
}

function isVirtual(database: Database.Database, table: string): boolean {
  const type = database
    .prepare<[string], string>("SELECT type FROM pragma_table_list WHERE schema = 'main' AND lower(name) = lower(?)")
    .pluck()
    .get(table)
  return type === 'virtual'
}

function keyOf(database: Database.Database, table: string): string {
  const key = database.prepare<[string], { name: string; direction: string }>(
    `SELECT p.name, iif(p."desc", 'DESC', 'ASC') AS direction FROM pragma_index_list(?) l JOIN pragma_index_xinfo(l.name) p
      WHERE l.origin = 'pk' AND p.key ORDER BY p.seqno`,
  )
  return key
    .all(table)
    .map(({ name, direction }) => `${quoteSqliteName(name)} ${direction}`)
    .join(', ')
}

/** Takes the rejected rows out of batches that come in order; the rowid is the row's value at `rowidAt`, null for the place. */
export function leaveOut(rejected: RejectedRows, rowidAt: number | null): (batch: FileRow[]) => Promise<FileRow[]> {
  const isRejected = meetings(rejected(), rowidAt, (rowid) => rowid)
  return async (batch) => {
    const kept: FileRow[] = []
    for (const row of batch) if ((await isRejected(row)) === null) kept.push(row)
    return kept
  }
}

/** Makes cells NULL in batches that come in order. */
export function nullCells(
  nulled: NulledRows,
  rowidAt: number | null,
  columns: readonly { source: string }[],
): (batch: FileRow[]) => Promise<void> {
  const cellsOf = meetings(nulled(), rowidAt, ({ rowid }) => rowid)
  return async (batch) => {
    for (const row of batch) {
      for (const name of (await cellsOf(row))?.columns ?? []) {
        const at = columns.findIndex(({ source }) => source === name)
        if (at >= 0) row[at] = null
      }
    }
  }
}

/** Walks along with rows that come in order, and gives what is said of a row, or null. */
function meetings<Said>(
  all: AsyncIterator<Said>,
  rowidAt: number | null,
  placeOf: (said: Said) => bigint,
): (row: FileRow) => Promise<Said | null> {
  let next: IteratorResult<Said> | null = null
  let read = 0n
  return async (row) => {
    read++
    const place = rowidAt === null ? read : (row[rowidAt] as bigint)
    next ??= await all.next()
    while (!next.done && placeOf(next.value) < place) next = await all.next()
    return next.done || placeOf(next.value) !== place ? null : next.value
  }
}
