import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openSource, type SourceFile } from '../../engine/source/file/open.ts'
import { makePrivateCopy } from '../../engine/source/file/private-copy.ts'
import type { Table } from '../../engine/source/schema/schema.ts'
import { inProcess } from '../in-process.ts'

/** Makes a database file in `folder` by SQL or by a function. Pragmas run first. */
export function makeDatabase(
  folder: string,
  { pragmas = [], fill }: { pragmas?: string[]; fill: string | ((database: Database.Database) => void) },
): string {
  const path = join(folder, 'made.db')
  const database = new Database(path)
  database.pragma('synchronous = OFF')
  for (const pragma of pragmas) database.pragma(pragma)
  if (typeof fill === 'string') database.exec(fill)
  else database.transaction(fill)(database)
  database.close()
  return path
}

export interface OpenedFile {
  source: SourceFile
  tables: Table[]
  /** The copy, for SQLite's own reading. */
  database: Database.Database
}

/** Opens a private copy as a migration does, and closes it after `work`. */
export async function withSource<Result>(
  path: string,
  work: (file: OpenedFile) => Result | Promise<Result>,
): Promise<Result> {
  await using copy = await makePrivateCopy(path)
  await using source = await openSource(copy.path, {}, inProcess())
  const { tables } = await source.sqlite.inspect()
  const database = new Database(source.pages.path, { readonly: true })
  try {
    return await work({ source, tables, database })
  } finally {
    database.close()
  }
}
