import type Database from 'better-sqlite3'
import { quoteSqliteName } from '../schema/name.ts'

/** Rows of a column that are looked at for ids that another one holds as text. */
const MOST_LOOKED_AT = 1000
/** Characters of a UUID as text, in braces. */
const LONGEST = 38

/** The ids that the first texts of a column are, in lower case, without hyphens and braces. */
export function textIds(database: Database.Database, table: string, column: string): string[] {
  const name = quoteSqliteName(column)
  return database
    .prepare<[], string>(
      `SELECT lower(replace(trim(${name}, '{}'), '-', '')) FROM main.${quoteSqliteName(table)}
        WHERE typeof(${name}) = 'text' AND length(${name}) <= ${LONGEST} LIMIT ${MOST_LOOKED_AT}`,
    )
    .pluck()
    .all()
}

/** The first blobs of 16 bytes of a column, in lower-case hex. */
export function blobIds(database: Database.Database, table: string, column: string): string[] {
  const name = quoteSqliteName(column)
  return database
    .prepare<[], string>(
      `SELECT lower(hex(${name})) FROM main.${quoteSqliteName(table)}
        WHERE typeof(${name}) = 'blob' AND length(${name}) = 16 LIMIT ${MOST_LOOKED_AT}`,
    )
    .pluck()
    .all()
}
