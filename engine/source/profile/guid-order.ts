import type Database from 'better-sqlite3'
import { quoteSqliteName, sameName } from '../schema/name.ts'
import type { Table } from '../schema/schema.ts'
import type { ColumnProfile, TableProfile } from './profile.ts'

/** Rows of a column that are looked at for ids that another one holds as text. */
const MOST_LOOKED_AT = 1000
/** References from one table to the next. */
const LONGEST_CHAIN = 100
/** Characters of a UUID as text: without hyphens, with them, in braces. */
const LENGTHS = new Set([32, 36, 38])

/**
 * Decides for each column of 16-byte blobs whether they are UUIDs in order or as .NET's Guid.ToByteArray() writes them, its first three
 * groups backwards (as System.Data.SQLite does). Texts of the same ids decide where the file has some, else versions that only one of the
 * two readings gives to all, else what that says of the file's other columns; where nothing tells, it stays unknown.
 * @param found changed in place
 */
export function settleGuidOrder(
  database: Database.Database,
  found: readonly { table: Table; profile: TableProfile; isGuid: (column: number) => boolean }[],
): void {
  const columns = found.flatMap(({ table, profile, isGuid }) =>
    profile.columns.flatMap((of, at) =>
      of.blobs16 > 0 && of.blobs16 === of.blobs && isGuid(at) ? [{ table, name: table.columns[at]!.name, of }] : [],
    ),
  )
  if (columns.length === 0) return
  const texts = textIds(database, found)
  for (const { table, name, of } of columns)
    of.guids.order = (texts.size > 0 ? byTexts(database, table, name, texts) : null) ?? byVersion(of)
  followReferences(
    found.map(({ table }) => table),
    columns,
  )
  const known = new Set(columns.map(({ of }) => of.guids.order).filter((order) => order !== 'unknown'))
  if (known.size !== 1) return
  for (const { of } of columns.filter((one) => one.of.guids.order === 'unknown')) {
    const [order] = known
    const { ordered, swapped } = of.guids
    // Of ids that both readings take the others of the file tell.
    if (ordered === of.blobs16 && swapped === of.blobs16) of.guids.order = order!
  }
}

interface GuidColumn {
  table: Table
  name: string
  of: ColumnProfile
}

/** A key leads from ids to the same ids, so both columns have one order: that of the referenced one where it is known. */
function followReferences(tables: Table[], columns: GuidColumn[]): void {
  const columnOf = (table: string, name: string) =>
    columns.find((one) => sameName(one.table.name, table) && sameName(one.name, name))
  const links = tables.flatMap((table) =>
    table.foreignKeys.flatMap((key) =>
      key.columns.flatMap((name, at) => {
        const referenced = tables.find((one) => sameName(one.name, key.parent))
        const parentName = key.parentColumns[at] ?? referenced?.primaryKey[at]
        const [child, parent] = [columnOf(table.name, name), parentName && columnOf(key.parent, parentName)]
        return child && parent ? [{ child: child.of.guids, parent: parent.of.guids }] : []
      }),
    ),
  )
  // Until chains of references are settled; columns of two parents that differ never are.
  for (let round = 0, more = true; more && round < LONGEST_CHAIN; round++) {
    more = false
    for (const { child, parent } of links) {
      const order = parent.order === 'unknown' ? child.order : parent.order
      more ||= child.order !== order || parent.order !== order
      child.order = order
      parent.order = order
    }
  }
}

function byVersion({ blobs16, guids: { ordered, swapped } }: ColumnProfile): ColumnProfile['guids']['order'] {
  if (swapped === blobs16 && ordered < blobs16) return 'swapped'
  return ordered === blobs16 && swapped < blobs16 ? 'ordered' : 'unknown'
}

/** The ids that text columns hold, without hyphens and braces, of the first rows of each. */
function textIds(
  database: Database.Database,
  found: readonly { table: Table; profile: TableProfile }[],
): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const { table, profile } of found) {
    for (const [at, { texts, longestText }] of profile.columns.entries()) {
      if (texts === 0 || !LENGTHS.has(longestText)) continue
      const name = quoteSqliteName(table.columns[at]!.name)
      const rows = database
        .prepare<[], string>(
          `SELECT lower(replace(trim(${name}, '{}'), '-', '')) FROM main.${quoteSqliteName(table.name)}
            WHERE typeof(${name}) = 'text' LIMIT ${MOST_LOOKED_AT}`,
        )
        .pluck()
      for (const id of rows.iterate()) ids.add(id)
    }
  }
  return ids
}

/** What the texts say, where they hold ids of the column in one reading and none in the other. */
function byTexts(
  database: Database.Database,
  table: Table,
  column: string,
  texts: ReadonlySet<string>,
): 'ordered' | 'swapped' | null {
  const name = quoteSqliteName(column)
  const rows = database
    .prepare<[], string>(
      `SELECT lower(hex(${name})) FROM main.${quoteSqliteName(table.name)} WHERE typeof(${name}) = 'blob' LIMIT ${MOST_LOOKED_AT}`,
    )
    .pluck()
  const met = { ordered: 0, swapped: 0 }
  for (const hex of rows.iterate()) {
    if (texts.has(hex)) met.ordered++
    if (texts.has(swapped(hex))) met.swapped++
  }
  if (met.ordered > 0 === met.swapped > 0) return null
  return met.ordered > 0 ? 'ordered' : 'swapped'
}

function swapped(hex: string): string {
  const pairs = hex.match(/../g)!
  const backwards = (from: number, to: number) => pairs.slice(from, to).toReversed().join('')
  return backwards(0, 4) + backwards(4, 6) + backwards(6, 8) + pairs.slice(8).join('')
}
