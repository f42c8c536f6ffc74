import type Database from 'better-sqlite3'
import type { FileRow } from './read-file.ts'
import { rowidOf } from './read-file.ts'
import { quoteSqliteName } from '../source/schema/name.ts'

/** Rowids of rejected rows in order, from the start at each call; of a table without rowids their places, from 1. */
export type RejectedRows = () => AsyncIterator<bigint>

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
  const rowids = rejected()
  let next: IteratorResult<bigint> | null = null
  let read = 0n
  return async (batch) => {
    const kept: FileRow[] = []
    for (const row of batch) {
      read++
      const place = rowidAt === null ? read : (row[rowidAt] as bigint)
      next ??= await rowids.next()
      while (!next.done && next.value < place) next = await rowids.next()
      if (next.done || next.value !== place) kept.push(row)
    }
    return kept
  }
}
