import { eachWithProblems } from '../../all-problems.ts'
import { LiteliftError } from '../../errors.ts'
import type { FilledOptions } from '../../options.ts'
import type { NamedSql, Table } from '../../source/schema/schema.ts'
import type { Existing, ExistingTable } from '../../target/existing.ts'
import type { Constant } from '../../options/add-columns.ts'
import type { Candidate } from './candidates.ts'
import type { FileFormat } from './file-format.ts'
import { identifierFor, nameAll, Names } from './names.ts'
import { existingColumns, matchedColumns, newColumns, type PlacedColumn } from './place-columns.ts'
import type { Action } from '../plan.ts'
import { placeConstants, type PlacedConstant } from './place-constants.ts'
import type { TableChoices } from './user-options.ts'
import type { Mode } from '../../options/modes.ts'

/** Where a table of the file goes, decided before its values are known. */
export interface Placement {
  table: Table
  name: string
  action: Action
  /** The existing table that takes the rows; null when a new one is made. */
  into: ExistingTable | null
  /** Without those that the options leave out. */
  columns: PlacedColumn[]
  /** Columns that the options add. */
  constants: PlacedConstant[]
  /** Columns of the target by which rows are found in modes upsert and mirror, none for the whole row; null in other modes. */
  key: string[] | null
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

/** Whether existing tables are to be filled, which asks something of them, or are only compared with the file. */
export type Purpose = 'fill' | 'compare'

/** Gives the tables, their columns and the views their places and names. */
export function placeObjects(
  candidates: Candidate[],
  views: NamedSql[],
  existing: Existing,
  options: FilledOptions,
  format: FileFormat | null,
  purpose: Purpose = 'fill',
): Placed {
  const replaced = candidates.flatMap(({ existing, choices }) =>
    existing && choices.mode === 'replace' ? [existing] : [],
  )
  const gone = new Set(replaced.flatMap(({ name, owned }) => [name, ...owned]))
  const staying = existing.names.filter((name) => !gone.has(name))
  const names = new Names(staying)
  // A replaced table keeps the name that it has in the target, whatever the identifier style would make of it.
  for (const { name } of replaced) names.claim(name)
  const unnamed = candidates.filter(({ existing }) => existing === undefined)
  const given = nameAll(
    unnamed.map(({ table, choices }) => ({ source: table.name, chosen: choices.name })),
    options.identifiers,
    names,
  )
  const fresh = new Map(unnamed.map((candidate, position) => [candidate, given[position]!]))
  const placements = eachWithProblems(candidates, (candidate) =>
    place(candidate, fresh.get(candidate), options, format, purpose),
  )
  // As an earlier drop of the file named them, beside its tables alone.
  const alone = new Names(placements.map(({ name }) => name))
  const sought = views.map((view) => ({
    view,
    given: alone.claim(identifierFor(view.name, options.identifiers), view.name),
  }))
  return { placements, views: placeViews(sought, existing.views, new Set(staying), names, options), names }
}

/** `fresh` is the name of a table that the target does not have. */
function place(
  { table: whole, choices, existing, isEmpty }: Candidate,
  fresh: string | undefined,
  options: FilledOptions,
  format: FileFormat | null,
  purpose: Purpose,
): Placement {
  const { mode } = choices
  const { constants: all } = options
  const table = withoutIgnoredKey(whole, choices)
  // Rows that the target has beside those of the file are differences whatever the mode is.
  if (existing && purpose === 'compare') {
    const columns = matchedColumns(table, existing, choices, options, format)
    const constants = placeConstants(all, table, columns, existing)
    return { table, name: existing.name, action: 'append', into: existing, columns, constants, key: null, choices }
  }
  if (!existing || mode === 'replace') {
    const columns = newColumns(table, choices, options, format)
    const action = existing ? 'replace' : 'create'
    const constants = placeConstants(all, table, columns, null)
    return { table, name: existing?.name ?? fresh!, action, into: null, columns, constants, key: null, choices }
  }
  const columns = existingColumns(table, existing, choices, options, format, isEmpty)
  const constants = placeConstants(all, table, columns, existing)
  const key = mode === 'upsert' || mode === 'mirror' ? keyFor(table, existing, columns, all, { mode, isEmpty }) : null
  return { table, name: existing.name, action: mode, into: existing, columns, constants, key, choices }
}

/**
 * A view has its rows from its tables, so one that the target has already stays as it is; mode replace swaps it. Under
 * another name it would only stand beside the old one.
 */
function placeViews(
  views: { view: NamedSql; given: string }[],
  existing: string[],
  taken: Set<string>,
  names: Names,
  options: FilledOptions,
): PlacedView[] {
  return views.map(({ view, given }) => {
    if (!taken.has(given)) return { view, name: names.claim(given, view.name), action: 'create' }
    const replaced = options.mode === 'replace' && existing.includes(given)
    return { view, name: replaced ? given : null, action: 'replace' }
  })
}

/** A key of which a column is left out is none. */
function withoutIgnoredKey(table: Table, of: TableChoices): Table {
  return table.primaryKey.some((column) => of.ignores(column)) ? { ...table, primaryKey: [] } : table
}

/** Rows are found by a key of the target, which may be another than the file's; where neither has one, by the whole row. */
function keyFor(
  table: Table,
  into: ExistingTable,
  columns: PlacedColumn[],
  constants: readonly Constant[],
  { mode, isEmpty }: { mode: Mode; isEmpty: boolean },
): string[] {
  const filled = new Set([...columns, ...constants].map(({ name }) => name))
  const own = constants.filter(({ isKey }) => isKey).map(({ name }) => name)
  const known = into.keys.filter((names) => names.every((name) => filled.has(name)))
  const key = known.find((names) => own.every((name) => names.includes(name))) ?? known[0]
  if (key) return key
  // SQLite lets a primary key hold NULLs that is neither the rowid nor WITHOUT ROWID (quirks.html §5): it is a unique index then.
  const isKeyless = table.primaryKey.length === 0 || (table.rowidAlias === null && table.kind === 'rowid')
  if (isEmpty || (into.keys.length === 0 && isKeyless)) return []
  throw new LiteliftError('target-key-missing', {
    subject: { table: table.name },
    message:
      into.keys.length > 0
        ? `Mode ${mode} finds rows by a key of the existing table ${into.name}, and the file does not fill (${into.keys.map((names) => names.join(', ')).join(') or (')}).`
        : `Mode ${mode} finds rows by the primary key, and the existing table ${into.name} has none.`,
    hint: 'Give the existing table a primary key or a unique NOT NULL one that the file fills, or choose append or truncate for it (tables, mode in docs/configuration.md).',
  })
}
