import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** A SQLite file to measure with. */
export interface Input {
  name: string
  path: string
  rows: number
  bytes: number
  /** The table that it is about, and all that it has. */
  table: string
  tables: string[]
}

/** How to make an input: the same bytes of content in every run. */
export interface Recipe {
  name: string
  table: string
  /** All of them, where there are several. */
  tables?: string[]
  rows: number
  fill: (database: Database.Database, rows: number) => void
}

/** Makes an input, unless an earlier run has. It appears by one rename, so an interrupted run leaves no half of one. */
export function makeInput(cache: string, { name, table, tables = [table], rows, fill }: Recipe): Input {
  const path = join(cache, `${name.replaceAll(/\W+/g, '-')}-${rows}.sqlite`)
  if (!existsSync(path)) {
    mkdirSync(cache, { recursive: true })
    const unfinished = `${path}.unfinished`
    rmSync(unfinished, { force: true })
    const database = new Database(unfinished)
    database.pragma('journal_mode = OFF')
    database.pragma('synchronous = OFF')
    database.transaction(() => fill(database, rows))()
    database.close()
    renameSync(unfinished, path)
  }
  return { name, path, rows, bytes: statSync(path).size, table, tables }
}
