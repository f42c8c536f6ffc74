import type { Note } from '../../notes.ts'
import type { ForeignKey } from '../../source/schema/schema.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import { collatedKey } from './collated-key.ts'
import { comparable } from '../choose/comparable.ts'
import { foreignKeyEnds } from '../place/foreign-key-ends.ts'
import { Names } from '../place/names.ts'
import type { Placement } from '../place/placement.ts'
import type { ForeignKeyPlan, TablePlan } from '../plan.ts'

/** Foreign keys of the new tables; one that PostgreSQL cannot have is left out with a note. */
export function planForeignKeys(
  placements: Placement[],
  tables: TablePlan[],
  names: Names,
  notes: Note[],
): ForeignKeyPlan[] {
  return placements.flatMap((placement, position) => {
    if (placement.into) return []
    const child = tables[position]!
    const { primaryKey, indexes, checks } = child
    const ofTable = new Names([primaryKey, ...indexes, ...checks].flatMap((object) => object?.name ?? []))
    return placement.table.foreignKeys.flatMap((key) => {
      const planned = planForeignKey(key, placement, placements, tables, names)
      if (typeof planned === 'string') {
        const message = `The foreign key (${key.columns.join(', ')}) → ${key.parent} was left out: ${planned}.`
        notes.push({ code: 'foreign-key-left-out', table: child.source, message })
        return []
      }
      const wanted = `${child.name}_${planned.columns.join('_')}_fkey`
      return [{ ...planned, name: ofTable.claim(wanted, JSON.stringify(key)) }]
    })
  })
}

function planForeignKey(
  key: ForeignKey,
  placement: Placement,
  placements: Placement[],
  tables: TablePlan[],
  names: Names,
): Omit<ForeignKeyPlan, 'name'> | string {
  const ends = foreignKeyEnds(key, placement, placements)
  if (typeof ends === 'string') return ends
  const child = tables[placements.indexOf(placement)]!
  const parent = tables[placements.indexOf(ends.parent)]!
  const planned = (table: TablePlan, name: string) => table.columns.find((column) => column.name === name)!
  const pairs = ends.pairs.map(
    (pair) => [planned(child, pair.child.name), planned(parent, pair.parent.name), pair.parent] as const,
  )
  const parentColumns = pairs.map(([, { name }]) => name)
  if (!ends.parent.into && !isUnique(parent, parentColumns.map(quoteIdentifier))) {
    const collated = pairs.map(([, { name, type }, { column }]) =>
      collatedKey(quoteIdentifier(name), type, column.collation),
    )
    if (!isUnique(parent, collated)) return 'its parent columns are not unique'
    // What is unique without letter case is unique with it, but PostgreSQL takes a foreign key to plain columns only.
    const name = names.claim(
      `${parent.name}_${parentColumns.join('_')}_key`,
      `${parent.source}:${parentColumns.join()}`,
    )
    const parts = parentColumns.map(quoteIdentifier)
    const source = `UNIQUE (${ends.pairs.map((pair) => pair.parent.column.name).join(', ')})`
    parent.indexes.push({ name, unique: true, constraint: true, parts, where: null, source })
  }
  const typeOf = ({ into, type }: { into: string | null; type: string }) => into ?? type
  const incomparable = pairs.find(([from, to]) => !comparable(from.type, typeOf(to)))
  if (incomparable) return `${incomparable[0].type} cannot be compared with ${typeOf(incomparable[1])}`
  return {
    table: child.name,
    columns: pairs.map(([{ name }]) => name),
    parent: parent.name,
    parentColumns,
    alike: pairs.map(([from, to, { column }]) => {
      const side = (alias: string, { name, type }: typeof to) =>
        collatedKey(`${alias}.${quoteIdentifier(name)}`, type, column.collation)
      return `${side('p', to)} = ${side('c', from)}`
    }),
    identifiedBy: identifiedBy(placement, child),
    onUpdate: key.onUpdate,
    onDelete: key.onDelete,
    deferrable: key.deferrable,
    source: child.source,
  }
}

function identifiedBy({ table }: Placement, { columns, primaryKey }: TablePlan): ForeignKeyPlan['identifiedBy'] {
  const rowid = columns.find(({ source }) => source === table.rowidAlias)
  if (rowid) return { word: 'rowid', columns: [rowid.name] }
  return primaryKey && { word: 'key', columns: primaryKey.columns }
}

/** Whether a key or unique index of these parts is planned, in whatever order. */
function isUnique({ primaryKey, indexes }: TablePlan, wanted: string[]): boolean {
  const same = (parts: string[]) => parts.length === wanted.length && wanted.every((part) => parts.includes(part))
  return (
    same(primaryKey?.columns.map(quoteIdentifier) ?? []) ||
    indexes.some(
      ({ unique, where, parts }) => unique && where === null && same(parts.map((part) => part.replace(/ DESC$/, ''))),
    )
  )
}
