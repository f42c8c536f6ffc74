import Database from 'better-sqlite3'
import { LiteliftError } from '../../engine/errors.ts'
import { openSource, type SourceFile } from '../../engine/source/file/open.ts'
import { PageUse } from '../../engine/source/pages/page-use.ts'
import { profileTable } from '../../engine/source/profile/profile-table.ts'
import { openReader } from '../../engine/source/pages/reader.ts'
import type { Table } from '../../engine/source/schema/schema.ts'
import { cutShards } from '../../engine/source/pages/shards.ts'
import { inProcess } from '../in-process.ts'
import { ALL, ourRows, sqliteRows } from '../source/pages/cells.ts'

/** How reading a damaged file ended: refused with an error, or every table read with SQLite's own values. */
export type Outcome = 'refused' | 'equal' | 'unconfirmed'

/**
 * Reads a damaged file as a migration does. Gives `unconfirmed` where litelift read a table that SQLite itself would not.
 * @throws whatever is neither a LiteliftError nor equal to what SQLite reads: a defect.
 */
export async function readDamaged(path: string): Promise<Outcome> {
  try {
    await using source = await openSource(path, {}, inProcess())
    const { tables } = await source.sqlite.inspect()
    const use = new PageUse(source.pages)
    let outcome: Outcome = 'equal'
    for (const table of tables) {
      const ours = readTable(source, table, use)
      if (!isEqual(source.pages.path, table, ours)) outcome = 'unconfirmed'
    }
    return outcome
  } catch (error) {
    if (error instanceof LiteliftError) return 'refused'
    throw error
  }
}

/** The profile pass over all shards, then the rows. */
function readTable(source: SourceFile, table: Table, use: PageUse): string[] {
  const { pages } = source
  const forms = table.columns.map(() => ['timestamp', 'json', 'decimal', 'uuid', 'boolean', 'time'] as const)
  let rows = 0
  for (const range of cutShards(pages, table.scan, 2 * pages.pageSize)) {
    using reader = openReader(pages, table.scan, range, use)
    rows += profileTable(reader, forms).rows
  }
  const ours = [...ourRows(pages, table.scan, ALL)]
  if (ours.length !== rows) throw new Error(`${table.name}: ${rows} rows in shards, ${ours.length} at once`)
  return ours
}

/** Whether SQLite gives the same rows; false where it gives an error instead. */
function isEqual(path: string, table: Table, ours: string[]): boolean {
  const theirs: string[] = []
  const database = new Database(path, { readonly: true })
  try {
    for (const row of sqliteRows(database, table)) theirs.push(row)
  } catch (error) {
    if (error instanceof Database.SqliteError) return false
    throw error
  } finally {
    database.close()
  }
  const differing = ours.findIndex((row, index) => row !== theirs[index])
  if (differing >= 0 || ours.length !== theirs.length) {
    throw new Error(
      `${table.name} differs from what SQLite reads (${ours.length} rows, SQLite ${theirs.length}):\n` +
        `  ours   ${ours[differing]?.slice(0, 300)}\n  SQLite ${theirs[differing]?.slice(0, 300)}`,
    )
  }
  return true
}
