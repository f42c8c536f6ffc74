import { LiteliftError } from '../../errors.ts'
import type { Mode, Options } from '../../options.ts'
import type { NamedSql, Table } from '../../source/schema/schema.ts'
import type { Existing, ExistingTable } from '../../target/existing.ts'
import { findTarget } from './find-target.ts'
import { identifierFor, nameAll, Names } from './names.ts'
import { existingColumns, newColumns, type PlacedColumn } from './place-columns.ts'
import type { Action } from '../plan.ts'
import { choicesOf, type TableChoices } from './user-options.ts'

/** Where a table of the file goes, decided before its values are known. */
export interface Placement {
  table: Table
  name: string
  action: Action
  /** The existing table that takes the rows; null when a new one is made. */
  into: ExistingTable | null
  /** Without those that the options leave out. */
  columns: PlacedColumn[]
  choices: TableChoices
}

/** Where a view of the file goes; `name` is null where the target has something of that name that stays. */
export interface PlacedView {
  view: NamedSql
  name: string | null
  action: 'create' | 'replace'
}

/** All places; `names` knows every name that is taken and goes on to the indexes. */
export interface Placed {
  placements: Placement[]
  views: PlacedView[]
  names: Names
}

/** Gives the selected tables, their columns and the views their places and names. */
export function placeObjects(tables: Table[], views: NamedSql[], existing: Existing, options: Options): Placed {
  const choices = tables.map(({ name }) => choicesOf(name, options))
  const found = tables.map((table, position) =>
    findTarget(existing.tables, table.name, choices[position]!.name, options),
  )
  refuseSameTarget(tables, found)
  const gone = new Set(
    options.mode === 'replace' ? found.flatMap((table) => (table ? [table.name, ...table.owned] : [])) : [],
  )
  const staying = existing.names.filter((name) => !gone.has(name))
  const names = new Names(staying)
  const fresh = tables.filter((_, position) => options.mode === 'replace' || !found[position])
  // A replaced table keeps the name that it has in the target, whatever the identifier style would make of it.
  const replaced = new Map(
    tables.flatMap((table, position) => (found[position] ? [[table, found[position].name]] : [])),
  )
  for (const name of replaced.values()) if (gone.has(name)) names.claim(name)
  const unnamed = fresh.filter((table) => !replaced.has(table))
  const given = new Map(
    nameAll(
      unnamed.map((table) => table.name),
      options.identifiers,
      names,
      unnamed.map((table) => choices[tables.indexOf(table)]!.name),
    ).map((name, i) => [unnamed[i], name]),
  )
  const placements = tables.map((whole, position): Placement => {
    const into = found[position] ?? null
    const of = choices[position]!
    const table = withoutIgnoredKey(whole, of)
    if (!into || options.mode === 'replace') {
      const columns = newColumns(table, of, options)
      if (!into) return { table, name: given.get(whole)!, action: 'create', into: null, columns, choices: of }
      return { table, name: into.name, action: 'replace', into: null, columns, choices: of }
    }
    const columns = existingColumns(table, into, of, options)
    if (options.mode === 'upsert' || options.mode === 'mirror') requireKey(table, into, columns, options.mode)
    return { table, name: into.name, action: options.mode, into, columns, choices: of }
  })
  return { placements, views: placeViews(views, existing.views, new Set(staying), names, options), names }
}

/**
 * A view has its rows from its tables, so one that the target has already stays as it is; mode replace swaps it. Under
 * another name it would only stand beside the old one.
 */
function placeViews(
  views: NamedSql[],
  existing: string[],
  taken: Set<string>,
  names: Names,
  options: Options,
): PlacedView[] {
  return views.map((view) => {
    const wanted = identifierFor(view.name, options.identifiers)
    if (!taken.has(wanted)) return { view, name: names.claim(wanted, view.name), action: 'create' }
    const replaced = options.mode === 'replace' && existing.includes(wanted)
    return { view, name: replaced ? wanted : null, action: 'replace' }
  })
}

/** A key of which a column is left out is none. */
function withoutIgnoredKey(table: Table, of: TableChoices): Table {
  return table.primaryKey.some((column) => of.ignores(column)) ? { ...table, primaryKey: [] } : table
}

/** Rows are found by the key of the target, which may be another than the file's. */
function requireKey(table: Table, into: ExistingTable, columns: PlacedColumn[], mode: Mode): void {
  const filled = new Set(columns.map(({ name }) => name))
  const missing = into.primaryKey.filter((name) => !filled.has(name))
  if (into.primaryKey.length > 0 && missing.length === 0) return
  throw new LiteliftError('target-key-missing', {
    subject: { table: table.name },
    message:
      missing.length > 0
        ? `Mode ${mode} finds rows by the primary key of the existing table ${into.name}, and the file has no column for ${missing.join(', ')}.`
        : `Mode ${mode} finds rows by the primary key, and the existing table ${into.name} has none.`,
    hint: 'Give the existing table a primary key that the file fills, or use mode append or truncate.',
  })
}

/** Rows of two tables in one would be silent: a chosen name, or two names of one spelling, can lead there. */
function refuseSameTarget(tables: Table[], found: (ExistingTable | undefined)[]): void {
  const second = found.findIndex((table, position) => table && found.indexOf(table) < position)
  if (second < 0) return
  throw new LiteliftError('option-invalid', {
    subject: { table: tables[second]!.name },
    message: `${tables[found.indexOf(found[second])]!.name} and ${tables[second]!.name} both lead to the existing table ${found[second]!.name}.`,
    hint: 'Give one of them another name in the options, or exclude it.',
  })
}
