import { counted } from '../../counted.ts'
import { LiteliftError } from '../../errors.ts'
import type { Note } from '../../notes.ts'
import type { Options } from '../../options.ts'
import type { Existing } from '../../target/existing.ts'
import { bookkeeperOf } from './bookkeeping.ts'
import type { Candidate } from './candidates.ts'
import { isNamed } from './matches-name.ts'

/** Candidates that are migrated, and a note for each one that is not. */
export interface Leaving {
  kept: Candidate[]
  notes: Note[]
}

/**
 * Leaves out a tool's record of the schema changes that it applied, where the target holds one of its own: with the file's rows
 * in it the application would take its schema for another version. With data only, whatever is on one side only stays out too.
 * @param filled names of the target's tables that hold rows; asked of those that `mayBeLeft` names
 * @throws LiteliftError `target-table-missing` where data only finds nothing to fill
 */
export function leaveTables(
  candidates: Candidate[],
  filled: Set<string>,
  existing: Existing,
  options: Pick<Options, 'schema' | 'include' | 'tables' | 'dataOnly'>,
): Leaving {
  const notes: Note[] = []
  const kept = candidates.filter((candidate) => {
    const { table, existing: into } = candidate
    const bookkeeper = mayBeLeft(candidate, options) && filled.has(into!.name) ? bookkeeperOf(table) : null
    if (bookkeeper) {
      const message = `${into!.name} stays as it is: it records which schema changes ${bookkeeper} applied to the target. \`${JSON.stringify({ tables: { [table.name]: {} } })}\` in litelift.json has it filled from the file.`
      notes.push({ code: 'bookkeeping-left', table: table.name, message })
    }
    if (options.dataOnly && !into) {
      const message = `${table.name} was left out: the schema ${options.schema} has no such table, and with data only none is made.`
      notes.push({ code: 'table-left-out', table: table.name, message })
    }
    return bookkeeper === null && (into !== undefined || !options.dataOnly)
  })
  if (!options.dataOnly) return { kept, notes }
  if (candidates.length > 0 && candidates.every((candidate) => candidate.existing === undefined)) {
    throw new LiteliftError('target-table-missing', {
      message: `The schema ${options.schema} has no table for any of ${counted(candidates.length, 'table')}, and with data only none is made.`,
      hint: 'Check the schema, or let the application make its tables first; without dataOnly litelift makes them.',
    })
  }
  const found = new Set(candidates.map(({ existing: into }) => into))
  const others = existing.tables.filter((table) => !found.has(table) && !table.isPartition).map(({ name }) => name)
  if (others.length > 0) {
    const message = `Of the schema ${options.schema} ${counted(others.length, 'table')} stay as they are, as nothing is brought there: ${others.join(', ')}.`
    notes.push({ code: 'table-left-out', message })
  }
  return { kept, notes }
}

/** Whether a candidate is bookkeeping that fills an existing table, and that the options do not name. */
export function mayBeLeft(
  { table, choices, existing }: Candidate,
  { include, tables }: Pick<Options, 'include' | 'tables'>,
): boolean {
  if (!existing || choices.mode === 'replace' || bookkeeperOf(table) === null) return false
  return ![...include, ...Object.keys(tables)].some((name) => isNamed(table.name, name))
}
