import { setImmediate } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { quoteSqliteName } from '../source/schema/name.ts'
import type { FileEncoding } from './form.ts'
import type { FileValue } from './file-value.ts'

export type FileRow = (FileValue | null)[]

interface Reading {
  table: string
  /** SQL of what to read, in order. */
  expressions: string[]
  /** SQL that goes after the table's name, or ''. */
  order: string
  signal: AbortSignal | undefined
}

/**
 * Reads a table through SQL in batches of at most 1,000 rows or about 8 MB; between them other events have their turn.
 * @throws the signal's reason.
 */
export async function* readFile(
  database: Database.Database,
  { table, expressions, order, signal }: Reading,
): AsyncGenerator<FileRow[], void, undefined> {
  // `1` keeps the rows counted where no column is compared.
  const sql = `SELECT ${expressions.join(', ') || '1'} FROM main.${quoteSqliteName(table)} ${order}`
  const statement = database.prepare<[], FileRow>(sql).raw().safeIntegers()
  let batch: FileRow[] = []
  let size = 0
  for (const row of statement.iterate()) {
    batch.push(row)
    for (const value of row) if (typeof value === 'object' && value !== null) size += value.length
    if (batch.length < BATCH_ROWS && size < BATCH_BYTES) continue
    yield batch
    batch = []
    size = 0
    await setImmediate()
    signal?.throwIfAborted()
  }
  yield batch
}

const BATCH_ROWS = 1000
const BATCH_BYTES = 8 << 20

export function encodingOf(database: Database.Database): FileEncoding {
  switch (database.pragma('encoding', { simple: true })) {
    case 'UTF-16le':
      return 'utf16le'
    case 'UTF-16be':
      return 'utf16be'
    default:
      return 'utf8'
  }
}

/** SQL of the rowid, or null for a table without one or whose columns took all three of its names. */
export function rowidOf(database: Database.Database, table: string): string | null {
  const [entry] = database
    .prepare<[string], { type: string; wr: number }>(
      "SELECT type, wr FROM pragma_table_list WHERE schema = 'main' AND lower(name) = lower(?)",
    )
    .all(table)
  if (entry?.type !== 'table' || entry.wr === 1) return null
  const columns = database.prepare<[string], string>('SELECT lower(name) FROM pragma_table_xinfo(?)').pluck().all(table)
  return ['rowid', '_rowid_', 'oid'].find((name) => !columns.includes(name)) ?? null
}
