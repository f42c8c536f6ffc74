import type { Sqlite } from '../source/sqlite/sqlite.ts'
import type { FileRow } from '../source/sqlite/value.ts'
import { quoteSqliteName } from '../source/schema/name.ts'

interface Reading {
  table: string
  /** SQL of what to read, in order. */
  expressions: string[]
  /** SQL that goes after the table's name, or ''. */
  order: string
  signal: AbortSignal | undefined
}

/**
 * Reads a table through SQL in batches of bounded size; between them other events have their turn.
 * @throws the signal's reason.
 */
export async function* readFile(
  sqlite: Sqlite,
  { table, expressions, order, signal }: Reading,
): AsyncGenerator<FileRow[], void, undefined> {
  // `1` keeps the rows counted where no column is compared.
  const sql = `SELECT ${expressions.join(', ') || '1'} FROM ${rowsOf(table)} ${order}`
  for await (const batch of sqlite.rows(table, sql)) {
    yield batch
    signal?.throwIfAborted()
  }
}

export async function countRows(sqlite: Sqlite, table: string): Promise<number> {
  for await (const [row] of sqlite.rows(table, `SELECT count(*) FROM ${rowsOf(table)}`)) return Number(row![0])
  return 0
}

/** The table itself: an index may hold something else. */
function rowsOf(table: string): string {
  return `main.${quoteSqliteName(table)} NOT INDEXED`
}
