import type { Note } from '../../notes.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import type { Names } from '../place/names.ts'
import { type ConstantPlan, type ForeignKeyPlan, isNew, type Plan, type TablePlan } from '../plan.ts'
import type { PlannedTable } from './planned-table.ts'

/**
 * The plan with the columns that the options add. Those that are part of the key come first in primary keys, in what is unique, and on
 * both sides of foreign keys, so that tables which several sources share keep their rows apart.
 * @param planned the tables in the plan's order
 * @param names those that are taken in the target schema
 */
export function addConstants(plan: Plan, planned: readonly PlannedTable[], names: Names): Plan {
  const constants = planned.map(({ placement }) =>
    placement.constants.map(({ constant: { name, type, value, isKey }, into }) => ({
      name,
      type: into?.type ?? type,
      value,
      isKey,
    })),
  )
  const keys = (constants[0] ?? []).filter(({ isKey }) => isKey).map(({ name }) => name)
  const tables = plan.tables.map((table, at) => withConstants(table, constants[at]!, keys, names))
  if (keys.length === 0) return { ...plan, tables }
  const notes: Note[] = []
  const foreignKeys = plan.foreignKeys.map((key) => withKeys(key, keys, notes))
  return { ...plan, tables, foreignKeys, notes: [...plan.notes, ...notes] }
}

function withConstants(table: TablePlan, constants: ConstantPlan[], keys: string[], names: Names): TablePlan {
  if (!isNew(table) || keys.length === 0) return { ...table, constants }
  const { primaryKey } = table
  const parts = keys.map((name) => ({ sql: quoteIdentifier(name), descending: false }))
  const indexes = table.indexes.map((index) => (index.unique ? { ...index, parts: [...parts, ...index.parts] } : index))
  // By which the rows of a source are found, where no key does that.
  const isFound = primaryKey !== null || indexes.some(({ unique, where }) => unique && where === null)
  const own = {
    name: isFound ? '' : names.claim(`${table.name}_${keys.join('_')}_idx`, `${table.source}:${keys.join()}`),
    unique: false,
    constraint: false,
    parts,
    where: null,
    source: `INDEX (${keys.join(', ')})`,
  }
  return {
    ...table,
    constants,
    primaryKey: primaryKey && { ...primaryKey, columns: [...keys, ...primaryKey.columns] },
    indexes: isFound ? indexes : [...indexes, own],
  }
}

function withKeys(key: ForeignKeyPlan, keys: string[], notes: Note[]): ForeignKeyPlan {
  const isSetting = (action: string) => action === 'SET NULL' || action === 'SET DEFAULT'
  // There is no list of columns for it (sql-createtable.html), and those of the key have no NULL.
  const onUpdate = isSetting(key.onUpdate) ? 'NO ACTION' : key.onUpdate
  if (onUpdate !== key.onUpdate) notes.push(noteAction(key, `ON UPDATE ${key.onUpdate}`))
  return {
    ...key,
    columns: [...keys, ...key.columns],
    parentColumns: [...keys, ...key.parentColumns],
    alike: [...keys.map(quoteIdentifier).map((name) => `p.${name} = c.${name}`), ...key.alike],
    onUpdate,
    setColumns: isSetting(key.onDelete) ? key.columns : null,
  }
}

function noteAction({ columns, parent, source }: ForeignKeyPlan, action: string): Note {
  const message = `The foreign key (${columns.join(', ')}) → ${parent} has no ${action}, which would change the columns that addColumns made part of it.`
  return { code: 'foreign-key-action-left-out', table: source, message }
}
