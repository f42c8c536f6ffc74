import { eachWithProblems } from '../../all-problems.ts'
import { LiteliftError } from '../../errors.ts'
import type { FilledOptions, Options } from '../../options.ts'
import type { Column, Table } from '../../source/schema/schema.ts'
import type { ExistingColumn, ExistingTable } from '../../target/existing.ts'
import type { MomentForm } from '../../options/source-form.ts'
import { type ColumnMark, markOf } from './column-mark.ts'
import { type FileFormat, momentsOf } from './file-format.ts'
import { findTarget } from './find-target.ts'
import { nameAll, Names } from './names.ts'
import type { ColumnChoices, TableChoices } from './user-options.ts'

export interface PlacedColumn {
  column: Column
  /** Position in Table.columns. */
  position: number
  name: string
  into: ExistingColumn | null
  choices: ColumnChoices
  /** What the file's own format says that numbers of the column count; null for an ordinary file. */
  meaning: MomentForm | null
  /** What its other clauses say of its values. */
  mark: ColumnMark | null
}

/** The columns of a new table: all but those that the options leave out, and those whose values cannot be read. */
export function newColumns(
  table: Table,
  of: TableChoices,
  options: Options,
  format: FileFormat | null,
): PlacedColumn[] {
  const kept = keptColumns(table, of, format)
  const names = columnNames(kept, options)
  return eachWithProblems(
    kept.map((placed, index) => ({ ...placed, name: names[index]!, into: null })),
    (placed) => refuseBareRound(table, placed),
  )
}

/** A type that is chosen holds every value as it is, so there is nothing to round to. @throws LiteliftError `option-invalid` */
function refuseBareRound(table: Table, placed: PlacedColumn): PlacedColumn {
  const { cast } = placed.choices
  if (cast === null || cast.type !== null || cast.from !== null) return placed
  const { name } = placed.column
  const whole = { tables: { [table.name]: { columns: { [name]: { type: 'numeric(10,2)', round: true } } } } }
  throw new LiteliftError('option-invalid', {
    subject: { table: table.name, column: name },
    message: `${name} of ${table.name} is to be rounded, and nothing says to what: \`round\` alone is for columns that the target has.`,
    hint: `Name the type as well, for example \`${JSON.stringify(whole)}\`.`,
  })
}

/** Names in a table that has no columns yet. */
function columnNames(kept: Pick<PlacedColumn, 'column' | 'choices'>[], options: Options): string[] {
  return nameAll(
    kept.map(({ column, choices }) => ({ source: column.name, chosen: choices.name })),
    options.identifiers,
    new Names(SYSTEM_COLUMNS),
  )
}

/** PostgreSQL has them in every table (ddl-system-columns.html). */
const SYSTEM_COLUMNS = ['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']

/** The columns that go into an existing table, each into the one of its name. */
export function existingColumns(
  table: Table,
  into: ExistingTable,
  of: TableChoices,
  options: FilledOptions,
  format: FileFormat | null,
  isEmpty: boolean,
): PlacedColumn[] {
  const matched = matchedColumns(table, into, of, options, format)
  // Where no row comes, nothing has to fit.
  if (isEmpty) return matched.filter((column) => column.into !== null && !column.into.generated)
  const placed = eachWithProblems(matched, (column): PlacedColumn => {
    if (column.into) return column
    const { name } = column.column
    throw new LiteliftError('target-column-missing', {
      subject: { table: table.name, column: name },
      message: `The existing table ${into.name} has no column for ${name} of ${table.name}.`,
      hint: `Add the column to the target, or leave it out with ignoreColumns (docs/configuration.md)${options.dataOnly ? '' : ', or use mode replace'}.`,
    })
  })
  const filled = new Set([...placed, ...options.constants].map((column) => column.name))
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

/** The columns with those of the existing table that they are in; one that it lacks has the name of a new one. */
export function matchedColumns(
  table: Table,
  into: ExistingTable,
  of: TableChoices,
  options: Options,
  format: FileFormat | null,
): PlacedColumn[] {
  const kept = keptColumns(table, of, format)
  const names = columnNames(kept, options)
  return kept.flatMap((placed, index) => {
    const { column, choices } = placed
    const sought = { source: column.name, chosen: choices.name, given: names[index]! }
    const target = findTarget(into.columns, sought, options.identifiers) ?? null
    // A table that was made for the content alone has no place for the rowid.
    if (column.implicit && !target) return []
    return [{ ...placed, name: target?.name ?? sought.given, into: target }]
  })
}

function keptColumns(table: Table, of: TableChoices, format: FileFormat | null): Omit<PlacedColumn, 'name' | 'into'>[] {
  return table.columns
    .map((column, position) => ({
      column,
      position,
      choices: of.column(column),
      meaning: momentsOf(format, column.declared),
      mark: markOf(column, table),
    }))
    .filter(({ column }) => column.unreadable === null && !of.ignores(column.name))
}
