import type { Note } from '../notes.ts'
import { asciiLower, sameName } from '../source/name.ts'
import type { ForeignKey } from '../source/schema.ts'
import { Names } from './names.ts'
import type { Placement } from './placement.ts'
import type { ColumnPlan, ForeignKeyPlan, TablePlan } from './plan.ts'

/** Foreign keys of the new tables; one that PostgreSQL cannot have is left out with a note. */
export function planForeignKeys(placements: Placement[], tables: TablePlan[], notes: Note[]): ForeignKeyPlan[] {
  const planOf = new Map(placements.map((placement, position) => [asciiLower(placement.table.name), tables[position]!]))
  return placements.flatMap((placement, position) => {
    if (placement.into) return []
    const child = tables[position]!
    const names = new Names()
    return placement.table.foreignKeys.flatMap((key) => {
      const planned = planForeignKey(key, child, placements, planOf)
      if (typeof planned === 'string') {
        const message = `The foreign key (${key.columns.join(', ')}) → ${key.parent} was left out: ${planned}.`
        notes.push({ code: 'foreign-key-left-out', table: child.source, message })
        return []
      }
      const wanted = `${child.name}_${planned.columns.join('_')}_fkey`
      return [{ ...planned, name: names.claim(wanted, JSON.stringify(key)) }]
    })
  })
}

function planForeignKey(
  key: ForeignKey,
  child: TablePlan,
  placements: Placement[],
  planOf: Map<string, TablePlan>,
): Omit<ForeignKeyPlan, 'name'> | string {
  const parent = planOf.get(asciiLower(key.parent))
  const placed = placements.find(({ table }) => sameName(table.name, key.parent))
  if (!parent || !placed) return 'its parent table is not part of the migration'
  const wanted = key.parentColumns.length > 0 ? key.parentColumns : placed.table.primaryKey
  if (wanted.length !== key.columns.length) return 'its parent has no primary key of as many columns'
  const columns = key.columns.map((name) => findColumn(child, name))
  const parents = wanted.map((name) => findColumn(parent, name))
  if (columns.some((column) => !column) || parents.some((column) => !column)) return 'one of its columns does not exist'
  const pairs = columns.map((column, position) => [column!, parents[position]!] as const)
  const parentColumns = pairs.map(([, column]) => column.name)
  if (!placed.into && !isUnique(parent, parentColumns)) return 'its parent columns are not unique'
  const incomparable = pairs.find(([from, to]) => !comparable(from.type, to.type))
  if (incomparable) return `${incomparable[0].type} cannot be compared with ${incomparable[1].type}`
  return {
    table: child.name,
    columns: pairs.map(([column]) => column.name),
    parent: parent.name,
    parentColumns,
    onUpdate: key.onUpdate,
    onDelete: key.onDelete,
    deferrable: key.deferrable,
    source: child.source,
  }
}

function findColumn(table: TablePlan, name: string): ColumnPlan | undefined {
  return table.columns.find((column) => sameName(column.source, name))
}

function isUnique(table: TablePlan, columns: string[]): boolean {
  const same = (others: string[]) => others.length === columns.length && columns.every((name) => others.includes(name))
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
  return (
    (table.primaryKey !== null && same(table.primaryKey.columns)) ||
    table.indexes.some(
      (index) =>
        index.unique &&
        index.where === null &&
        index.parts.length === columns.length &&
        columns.every((name) => index.parts.some((part) => part.replace(/ DESC$/, '') === quoted(name))),
    )
  )
}

const INTEGERS = new Set(['smallint', 'integer', 'bigint'])
const DATES = new Set(['date', 'timestamp', 'timestamptz'])

/** Whether PostgreSQL can compare a referencing column with a referenced one through the referenced one's index. */
function comparable(from: string, to: string): boolean {
  const [a, b] = [baseOf(from), baseOf(to)]
  return (
    a === b ||
    (INTEGERS.has(a) && (INTEGERS.has(b) || b === 'numeric' || b === 'double precision')) ||
    (DATES.has(a) && DATES.has(b)) ||
    (a === 'numeric' && b === 'double precision')
  )
}

function baseOf(type: string): string {
  const base = type.replace(/\(.*$/, '')
  return base === 'varchar' ? 'text' : base
}
