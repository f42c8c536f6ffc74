import type { Note } from '../../notes.ts'
import type { ForeignKey } from '../../source/schema/schema.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import type { Options } from '../../options.ts'
import type { PlannedTable } from './planned-table.ts'
import { constraintName } from './constraint-name.ts'
import { constraintsTaken } from './constraints-taken.ts'
import { collatedKey } from './collated-key.ts'
import { comparable } from '../choose/comparable.ts'
import { foreignKeyEnds, parentsAmong, type ForeignKeyEnds } from '../place/foreign-key-ends.ts'
import { Names } from '../place/names.ts'
import type { Placement } from '../place/placement.ts'
import type { ForeignKeyPlan, IndexPlan, TablePlan } from '../plan.ts'

/** The foreign keys of the new tables, and the unique constraints that their parents need for them. */
export interface ForeignKeysPlan {
  foreignKeys: ForeignKeyPlan[]
  /** By the parent's plan. */
  uniques: ReadonlyMap<TablePlan, IndexPlan[]>
  notes: Note[]
}

/** A foreign key that PostgreSQL cannot have is left out with a note. */
export function planForeignKeys(tables: PlannedTable[], names: Names, options: Options): ForeignKeysPlan {
  const plans = new Map(tables.map(({ placement, plan }) => [placement, plan]))
  const parents = parentsAmong([...plans.keys()])
  const uniques = new Map<TablePlan, IndexPlan[]>()
  const foreignKeys: ForeignKeyPlan[] = []
  const notes: Note[] = []
  for (const { placement, plan: child } of tables) {
    if (placement.into) continue
    const ofTable = new Names([
      ...constraintsTaken(child),
      ...[...child.indexes, ...child.checks].map((object) => object.name),
    ])
    for (const key of placement.table.foreignKeys) {
      const ends = foreignKeyEnds(key, placement, parents)
      const planned = typeof ends === 'string' ? ends : planForeignKey(key, placement, ends, plans, uniques, names)
      if (typeof planned === 'string') {
        const message = `The foreign key (${key.columns.join(', ')}) → ${key.parent} was left out: ${planned}.`
        notes.push({ code: 'foreign-key-left-out', table: child.source, message })
        continue
      }
      const { name, ...unnamed } = key
      const wanted = `${child.name}_${planned.columns.join('_')}_fkey`
      const named = constraintName({ table: child.source, name }, ofTable, options, () =>
        ofTable.claim(wanted, JSON.stringify(unnamed)),
      )
      notes.push(...named.notes)
      foreignKeys.push({ ...planned, name: named.name })
    }
  }
  return { foreignKeys, uniques, notes }
}

function planForeignKey(
  key: ForeignKey,
  placement: Placement,
  ends: ForeignKeyEnds,
  plans: ReadonlyMap<Placement, TablePlan>,
  uniques: Map<TablePlan, IndexPlan[]>,
  names: Names,
): Omit<ForeignKeyPlan, 'name'> | string {
  const child = plans.get(placement)!
  const parent = plans.get(ends.parent)!
  const planned = (table: TablePlan, name: string) => table.columns.find((column) => column.name === name)!
  const pairs = ends.pairs.map(
    (pair) => [planned(child, pair.child.name), planned(parent, pair.parent.name), pair.parent] as const,
  )
  const parentColumns = pairs.map(([, { name }]) => name)
  const parts = parentColumns.map(quoteIdentifier)
  const added = uniques.get(parent) ?? []
  if (!ends.parent.into && !isUnique(parent, added, parts)) {
    const collated = pairs.map(([, { name, type }, { column }]) =>
      collatedKey(quoteIdentifier(name), type, column.collation),
    )
    if (!isUnique(parent, added, collated)) return 'its parent columns are not unique'
    // What is unique without letter case is unique with it, but PostgreSQL takes a foreign key to plain columns only.
    const name = names.claim(
      `${parent.name}_${parentColumns.join('_')}_key`,
      `${parent.source}:${parentColumns.join()}`,
    )
    const source = `UNIQUE (${ends.pairs.map((pair) => pair.parent.column.name).join(', ')})`
    const plain = parts.map((sql) => ({ sql, descending: false }))
    uniques.set(parent, [...added, { name, unique: true, constraint: true, parts: plain, where: null, source }])
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
    setColumns: null,
    source: child.source,
  }
}

function identifiedBy({ table }: Placement, { columns, primaryKey }: TablePlan): ForeignKeyPlan['identifiedBy'] {
  const rowid = columns.find(({ source }) => source === table.rowidAlias)
  if (rowid) return { word: 'rowid', columns: [rowid.name] }
  return primaryKey && { word: 'key', columns: primaryKey.columns }
}

/** Whether a key or unique index of these parts is planned, in whatever order. */
function isUnique({ primaryKey, indexes }: TablePlan, added: IndexPlan[], wanted: string[]): boolean {
  const same = (parts: string[]) => parts.length === wanted.length && wanted.every((part) => parts.includes(part))
  return (
    same(primaryKey?.columns.map(quoteIdentifier) ?? []) ||
    [...indexes, ...added].some(
      ({ unique, where, parts }) => unique && where === null && same(parts.map(({ sql }) => sql)),
    )
  )
}
