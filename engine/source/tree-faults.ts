import type Database from 'better-sqlite3'
import { quoteSqliteName } from './name.ts'

/**
 * What SQLite's own check has against the trees and the list of free pages, one line a fault (`Tree 5 page 7 cell 0: …`): of the
 * whole file, or of what belongs to one table. It also knows of CHECKs, NOT NULL and indexes, which are no damage here.
 */
export function treeFaults(database: Database.Database, table?: string): string[] {
  // A CHECK may call what only the application has.
  database.pragma('ignore_check_constraints = ON')
  const scope = table === undefined ? '' : `(${quoteSqliteName(table)})`
  const found = database.pragma(`main.quick_check${scope}`) as { quick_check: string }[]
  return found.flatMap(({ quick_check: lines }) => lines.split('\n')).filter((line) => /^(Freelist|Tree)\b/.test(line))
}
