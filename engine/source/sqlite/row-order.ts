import type Database from 'better-sqlite3'
import { quoteSqliteName } from '../schema/name.ts'
import { ROWID_NAMES } from '../schema/rowid-column.ts'

/** How a table is read so that its rows come in the order of their rowids, or of their places where it has none. */
export interface RowOrder {
  /** SQL of the rowid. */
  rowid: string | null
  /** SQL that goes after the table's name, or ''. */
  sql: string
}

export function orderOf(database: Database.Database, table: string): RowOrder {
  const rowid = typeOf(database, table)?.type === 'virtual' ? 'rowid' : rowidOf(database, table)
  const order = rowid === null ? keyOf(database, table) : quoteSqliteName(rowid)
  return { rowid, sql: order === '' ? '' : `ORDER BY ${order}` }
}

/** SQL of the rowid, or null for a table without one or whose columns took all three of its names. */
export function rowidOf(database: Database.Database, table: string): string | null {
  const entry = typeOf(database, table)
  if (entry?.type !== 'table' || entry.wr === 1) return null
  const columns = database.prepare<[string], string>('SELECT lower(name) FROM pragma_table_xinfo(?)').pluck().all(table)
  return ROWID_NAMES.find((name) => !columns.includes(name)) ?? null
}

function typeOf(database: Database.Database, table: string): { type: string; wr: number } | undefined {
  return database
    .prepare<[string], { type: string; wr: number }>(
      "SELECT type, wr FROM pragma_table_list WHERE schema = 'main' AND lower(name) = lower(?)",
    )
    .get(table)
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
