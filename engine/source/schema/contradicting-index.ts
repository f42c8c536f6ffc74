import Database from 'better-sqlite3'
import { LiteliftError } from '../../errors.ts'
import { quoteSqliteName } from './name.ts'
import type { Table } from './schema.ts'

/** So many entries are counted, so that looking costs no more than a page or two of most tables. */
const COUNTED = 1000

/**
 * Refuses a table of which an index has fewer or more entries than there are rows. Rows are read from the table alone, but
 * SQLite would have shown the application what the index says: one of the two is not what was there.
 * @throws LiteliftError `file-damaged` naming table and index
 */
export function refuseContradictingIndex(
  database: Database.Database,
  { name: table, kind, indexes }: Pick<Table, 'name' | 'kind' | 'indexes'>,
): void {
  // The key's index of a table without rowids is the table.
  const others = indexes.filter(({ partial, origin }) => !partial && (kind === 'rowid' || origin !== 'primary-key'))
  if (others.length === 0) return
  const rows = entries(database, `${quoteSqliteName(table)} NOT INDEXED`)
  if (rows === null) return
  for (const { name } of others) {
    const found = entries(database, `${quoteSqliteName(table)} INDEXED BY ${quoteSqliteName(name)}`)
    if (found === null || found === rows) continue
    const [more, less] = [rows, found].map((number) => (number === COUNTED ? `${COUNTED} or more` : String(number)))
    throw new LiteliftError('file-damaged', {
      subject: { table },
      message: `The file is damaged in table ${table}: its index ${name} has ${less} entries where the table has ${more} rows.`,
      hint: 'Look at the rows first: `REINDEX` makes the index agree with them, `sqlite3 damaged.db .recover` shows what else there is; or take a backup.',
    })
  }
}

/** The first entries, counted; null where SQLite cannot read them: damage is named by who reads the rows, and an index may call what only the application has. */
function entries(database: Database.Database, from: string): number | null {
  try {
    return database
      .prepare<[], number>(`SELECT count(*) FROM (SELECT 1 FROM main.${from} LIMIT ${COUNTED})`)
      .pluck()
      .get()!
  } catch (error) {
    if (error instanceof Database.SqliteError) return null
    throw error
  }
}
