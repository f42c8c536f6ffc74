import { LiteliftError } from '../../errors.ts'
import type { Table } from '../schema/schema.ts'

/** How many entries an index of a table has, or null where that cannot be told. */
export interface IndexEntries {
  table: string
  index: string
  entries: number | null
}

/** The indexes that have an entry for every row of their table. */
export function completeIndexes({ kind, indexes }: Pick<Table, 'kind' | 'indexes'>): string[] {
  return indexes
    .filter(({ partial, origin }) => !partial && (kind === 'rowid' || origin !== 'primary-key'))
    .map(({ name }) => name)
}

/**
 * Refuses a table of which an index has fewer or more entries than there are rows. Rows are read from the table alone, but SQLite would
 * have shown the application what the index says: one of the two is not what was there.
 * @throws LiteliftError `file-damaged` naming table and index
 */
export function refuseContradictingIndexes(rowsOf: ReadonlyMap<string, number>, counted: IndexEntries[]): void {
  for (const { table, index, entries } of counted) {
    const rows = rowsOf.get(table)
    if (entries === null || rows === undefined || entries === rows) continue
    throw new LiteliftError('file-damaged', {
      subject: { table },
      message: `The file is damaged in table ${table}: its index ${index} has ${entries} entries where the table has ${rows} rows.`,
      hint: 'Look at the rows first: `REINDEX` makes the index agree with them, `sqlite3 damaged.db .recover` shows what else there is; or take a backup.',
    })
  }
}
