import { asciiLower, sameName } from '../../source/schema/name.ts'
import type { ForeignKey, Table } from '../../source/schema/schema.ts'
import type { PlacedColumn } from './place-columns.ts'
import type { Placement } from './placement.ts'

/** The columns on both sides of a foreign key, in its order. */
export interface ForeignKeyEnds {
  parent: Placement
  pairs: { child: PlacedColumn; parent: PlacedColumn }[]
}

/** The tables that a foreign key can lead to, by their names as SQLite compares them. */
export type Parents = ReadonlyMap<string, Placement>

/** Made once for all keys: in a file of 4,000 tables with a key each, looking through all of them took 2 s. */
export function parentsAmong(placements: Placement[]): Parents {
  return new Map(placements.map((placement) => [asciiLower(placement.table.name), placement]))
}

/** What a foreign key connects, as SQLite finds it (foreignkeys.html §3); or why it connects nothing: a clause. */
export function foreignKeyEnds(key: ForeignKey, child: Placement, parents: Parents): ForeignKeyEnds | string {
  const parent = parents.get(asciiLower(key.parent))
  if (!parent) return 'its parent table is not part of the migration'
  const wanted = key.parentColumns.length > 0 ? key.parentColumns : parent.table.primaryKey
  if (wanted.length !== key.columns.length) return 'its parent has no primary key of as many columns'
  if (!parent.into && !isUnique(parent.table, wanted)) return 'its parent columns are not unique'
  const pairs: ForeignKeyEnds['pairs'] = []
  for (const [position, name] of key.columns.entries()) {
    const from = findColumn(child, name)
    const to = findColumn(parent, wanted[position]!)
    if (!from || !to) return 'one of its columns does not exist'
    pairs.push({ child: from, parent: to })
  }
  return { parent, pairs }
}

function findColumn(placement: Placement, name: string): PlacedColumn | undefined {
  return placement.columns.find(({ column }) => sameName(column.name, name))
}

function isUnique(table: Table, columns: string[]): boolean {
  const wanted = columns.map(asciiLower).toSorted().join('\0')
  const same = (names: (string | null)[]) =>
    names
      .map((name) => asciiLower(name ?? ''))
      .toSorted()
      .join('\0') === wanted
  return (
    same(table.primaryKey) ||
    table.indexes.some((index) => index.unique && !index.partial && same(index.parts.map(({ column }) => column)))
  )
}
