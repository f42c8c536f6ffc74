import { sameName } from '../schema/name.ts'
import type { Table } from '../schema/schema.ts'
import type { ColumnProfile, TableProfile } from './profile.ts'

/** References from one table to the next. */
const LONGEST_CHAIN = 100
/** Characters of a UUID as text: without hyphens, with them, in braces. */
const LENGTHS = new Set([32, 36, 38])

/**
 * Decides for each column of 16-byte blobs whether they are UUIDs in order or as .NET's Guid.ToByteArray() writes them, its first three
 * groups backwards (as System.Data.SQLite does). Texts of the same ids decide where the file has some, else versions that only one of the
 * two readings gives to all, else what that says of the file's other columns; where nothing tells, it stays unknown.
 * @param found changed in place
 * @param ids gives the ids of the first rows of a column, as 32 hexadecimal digits: of its texts, or of its blobs
 */
export async function settleGuidOrder(
  found: readonly { table: Table; profile: TableProfile; isGuid: (column: number) => boolean }[],
  ids: Ids,
): Promise<void> {
  const columns = found.flatMap(({ table, profile, isGuid }) =>
    profile.columns.flatMap((of, at) =>
      of.blobs16 > 0 && of.blobs16 === of.blobs && isGuid(at) ? [{ table, name: table.columns[at]!.name, of }] : [],
    ),
  )
  if (columns.length === 0) return
  const texts = await textIds(found, ids)
  for (const { table, name, of } of columns) {
    const told = texts.size > 0 ? byTexts(await ids(table.name, name, 'blob'), texts) : null
    of.guids.order = told ?? byVersion(of)
  }
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

type Ids = (table: string, column: string, of: 'text' | 'blob') => Promise<string[]>

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

/** The ids that text columns hold, of the first rows of each. */
async function textIds(
  found: readonly { table: Table; profile: TableProfile }[],
  ids: Ids,
): Promise<ReadonlySet<string>> {
  const all = new Set<string>()
  for (const { table, profile } of found) {
    for (const [at, { texts, longestText }] of profile.columns.entries()) {
      if (texts === 0 || !LENGTHS.has(longestText)) continue
      for (const id of await ids(table.name, table.columns[at]!.name, 'text')) all.add(id)
    }
  }
  return all
}

/** What the texts say, where they hold ids of the column in one reading and none in the other. */
function byTexts(blobs: string[], texts: ReadonlySet<string>): 'ordered' | 'swapped' | null {
  const met = { ordered: 0, swapped: 0 }
  for (const hex of blobs) {
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
