import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'

/** Every folder with a `source.sql` below it is a case (cases/README.md). */
export const CASES = join(import.meta.dirname, 'cases')

export const caseNames = readdirSync(CASES, { recursive: true, encoding: 'utf8' })
  .filter((path) => basename(path) === 'source.sql')
  .map(dirname)
  .toSorted()

/** Cases that are a file and nothing else: no target of their own, no options. */
export const plainCases = caseNames.filter(
  (name) => !existsSync(join(CASES, name, 'target.sql')) && !existsSync(join(CASES, name, 'options.json')),
)

/** Makes the file of a case at `path`. */
export function makeCase(name: string, path: string): void {
  const database = new Database(path)
  // Orphans are part of some cases.
  database.pragma('foreign_keys = OFF')
  database.pragma('synchronous = OFF')
  // So are schemas that only another build of SQLite writes.
  database.unsafeMode()
  database.exec(readFileSync(join(CASES, name, 'source.sql'), 'utf8'))
  database.close()
}
