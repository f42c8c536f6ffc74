import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Makes the seed of its SQL anew and gives its path. The same SQL gives the same bytes, so that nothing is deployed that did not change. */
export function makeSeed(directory = import.meta.dirname): string {
  const path = join(directory, 'base.sqlite')
  rmSync(path, { force: true })
  const database = new Database(path)
  try {
    database.exec(readFileSync(join(import.meta.dirname, 'base.sql'), 'utf8'))
  } finally {
    database.close()
  }
  return path
}
