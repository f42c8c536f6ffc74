import { LiteliftError } from '../../errors.ts'
import type { Options } from '../../options.ts'
import type { Table } from '../../source/schema/schema.ts'
import type { Existing, ExistingTable } from '../../target/existing.ts'
import { findTarget } from './find-target.ts'
import { nameAll, Names } from './names.ts'
import { choicesOf, type TableChoices } from './user-options.ts'

/** A table of the file with what the options say of it and what the target has of its name. */
export interface Candidate {
  table: Table
  choices: TableChoices
  existing: ExistingTable | undefined
  /** The file has no rows for it. */
  isEmpty: boolean
}

/** Finds what the target has of each table's name; `holdingRows` tells which tables of the file have rows. */
export async function findCandidates(
  tables: Table[],
  existing: Existing,
  options: Options,
  holdingRows: (tables: string[]) => Promise<ReadonlySet<string>>,
): Promise<Candidate[]> {
  const chosen = tables.map((table) => ({ table, choices: choicesOf(table.name, options, existing.types) }))
  const sought = chosen.map(({ table, choices }) => ({ source: table.name, chosen: choices.name }))
  const alone = nameAll(sought, options.identifiers, new Names())
  const matched = chosen.map((one, index) => {
    const name = { ...sought[index]!, given: alone[index]! }
    return { ...one, existing: findTarget(existing.tables, name, options.identifiers) }
  })
  // Asked only of tables that exist, where it matters.
  const met = matched.filter((one) => one.existing !== undefined).map(({ table }) => table.name)
  const filled = await holdingRows(met)
  const candidates = matched.map((one) => ({
    ...one,
    isEmpty: one.existing !== undefined && !filled.has(one.table.name),
  }))
  refuseSameTarget(candidates)
  return candidates
}

/** Rows of two tables in one would be silent: a chosen name, or two names of one spelling, can lead there. */
function refuseSameTarget(candidates: Candidate[]): void {
  const first = new Map<ExistingTable, Table>()
  for (const { table, existing } of candidates) {
    if (!existing) continue
    const other = first.get(existing)
    if (!other) {
      first.set(existing, table)
      continue
    }
    throw new LiteliftError('option-invalid', {
      subject: { table: table.name },
      message: `${other.name} and ${table.name} both lead to the existing table ${existing.name}.`,
      hint: 'Give one of them another name in the options, or exclude it.',
    })
  }
}
