import { LiteliftError } from '../errors.ts'
import type { Options } from '../options.ts'
import type { TextForm } from '../source/profile.ts'
import type { Column, NamedSql, Table } from '../source/schema.ts'
import type { Existing, ExistingColumn, ExistingTable } from '../target/existing.ts'
import { familyOf, formsOf } from './family.ts'
import { formsForTarget } from './fit-target.ts'
import { identifierFor, nameAll, Names } from './names.ts'
import type { Action } from './plan.ts'
import { choicesOf, type ColumnChoices, type TableChoices } from './user-options.ts'

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

export interface PlacedColumn {
  column: Column
  /** Position in Table.columns. */
  position: number
  name: string
  into: ExistingColumn | null
  choices: ColumnChoices
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

/** The forms to count per column of a table, for the profile. */
export function formsOfPlacement(placement: Placement): (readonly TextForm[])[] {
  const byPosition = new Map(placement.columns.map((placed) => [placed.position, placed]))
  return placement.table.columns.map((column, position) => {
    const placed = byPosition.get(position)
    // A column that is left out, and one whose type the user names, need no forms.
    if (!placed || placed.choices.cast) return []
    const { into } = placed
    return into ? formsForTarget(into.base) : formsOf(familyOf(column.declared, column.affinity))
  })
}

function newColumns(table: Table, of: TableChoices, options: Options): PlacedColumn[] {
  const kept = keptColumns(table, of)
  const names = nameAll(
    kept.map(({ column }) => column.name),
    options.identifiers,
    new Names(SYSTEM_COLUMNS),
    kept.map(({ choices }) => choices.name),
  )
  return kept.map((placed, index) => ({ ...placed, name: names[index]!, into: null }))
}

function keptColumns(table: Table, of: TableChoices): Omit<PlacedColumn, 'name' | 'into'>[] {
  return table.columns
    .map((column, position) => ({ column, position, choices: of.column(column.name) }))
    .filter(({ column }) => !of.ignores(column.name))
}

/** A key of which a column is left out is none. */
function withoutIgnoredKey(table: Table, of: TableChoices): Table {
  return table.primaryKey.some((column) => of.ignores(column)) ? { ...table, primaryKey: [] } : table
}

/** PostgreSQL has them in every table (ddl-system-columns.html). */
const SYSTEM_COLUMNS = ['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']

function existingColumns(table: Table, into: ExistingTable, of: TableChoices, options: Options): PlacedColumn[] {
  const placed = keptColumns(table, of).map((kept): PlacedColumn => {
    const { column, choices } = kept
    const target = findTarget(into.columns, column.name, choices.name, options)
    if (!target) {
      throw new LiteliftError('target-column-missing', {
        subject: { table: table.name, column: column.name },
        message: `The existing table ${into.name} has no column for ${column.name} of ${table.name}.`,
        hint: 'Add the column to the target, or leave it out with ignoreColumns (docs/configuration.md), or use mode replace.',
      })
    }
    return { ...kept, name: target.name, into: target }
  })
  const filled = new Set(placed.map((column) => column.name))
  const required = into.columns.find(
    (column) => !filled.has(column.name) && column.notNull && !column.hasDefault && !column.generated,
  )
  if (required) {
    throw new LiteliftError('target-column-required', {
      subject: { table: table.name, column: required.name },
      message: `The existing table ${into.name} wants a value in ${required.name}, which is NOT NULL without a default, and the file has no such column.`,
      hint: 'Give the column a default, or make it nullable.',
    })
  }
  // PostgreSQL computes a generated column itself; giving it values is an error there.
  return placed.filter((column) => !column.into?.generated)
}

/** A name that the user chose is that very name. */
function findTarget<Named extends { name: string }>(
  all: Named[],
  name: string,
  chosen: string | null,
  options: Options,
): Named | undefined {
  return chosen === null ? findByName(all, name, options) : all.find((one) => one.name === chosen)
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

/** By name: exact first, then the identifier that the style makes, then whatever differs only in letter case. */
function findByName<Named extends { name: string }>(all: Named[], name: string, options: Options): Named | undefined {
  const wanted = identifierFor(name, options.identifiers)
  return (
    all.find((one) => one.name === name) ??
    all.find((one) => one.name === wanted) ??
    all.find((one) => one.name.toLowerCase() === name.toLowerCase())
  )
}
