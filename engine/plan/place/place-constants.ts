import { LiteliftError } from '../../errors.ts'
import type { Constant } from '../../options/add-columns.ts'
import type { Table } from '../../source/schema/schema.ts'
import type { ExistingColumn, ExistingTable } from '../../target/existing.ts'
import type { PlacedColumn } from './place-columns.ts'

/** A column that is the same in all rows of the file, and the existing one that takes it; null in a new table. */
export interface PlacedConstant {
  constant: Constant
  into: ExistingColumn | null
}

/** Types of existing columns in which two values are one only where they are spelled alike. */
const TELLING_APART = new Set(['text', 'character varying', 'smallint', 'integer', 'bigint', 'boolean', 'uuid', 'date'])

/**
 * Gives the constants their places beside the columns of a table.
 * @throws LiteliftError `option-invalid` for a name that a column of the file has, and for an existing column that cannot be one;
 * `target-column-missing` where the existing table has none
 */
export function placeConstants(
  constants: readonly Constant[],
  table: Table,
  columns: readonly PlacedColumn[],
  into: ExistingTable | null,
): PlacedConstant[] {
  return constants.map((constant) => {
    const { name, isKey } = constant
    const refuse = (why: string, hint: string) =>
      new LiteliftError('option-invalid', {
        subject: { table: table.name, column: name },
        message: `addColumns.${name}: ${why}.`,
        hint,
      })
    if (columns.some((column) => column.name === name))
      throw refuse(
        `${table.name} has a column of that name in the file`,
        'Give the added column another name, or leave the one of the file out with ignoreColumns (docs/configuration.md).',
      )
    if (!into) return { constant, into: null }
    const existing = into.columns.find((column) => column.name === name)
    if (!existing) {
      throw new LiteliftError('target-column-missing', {
        subject: { table: table.name, column: name },
        message: `The existing table ${into.name} has no column ${name}, which addColumns fills.`,
        hint: 'Add the column to the target, with the value that its rows are to have.',
      })
    }
    if (existing.generated)
      throw refuse(
        `the existing table ${into.name} computes it`,
        'Take it out of addColumns, or make it a plain column.',
      )
    if (isKey && (existing.isDomain || !existing.builtIn || !TELLING_APART.has(existing.bare)))
      throw refuse(
        `in the existing table ${into.name} it is ${existing.type}, by which two values may be one`,
        `Make it one of ${[...TELLING_APART].join(', ')}.`,
      )
    return { constant, into: existing }
  })
}
