import { matchesGlob } from 'node:path'
import { LiteliftError } from '../errors.ts'
import type { Options } from '../options.ts'
import type { Table } from '../source/schema.ts'

/**
 * The tables that the options ask for, compared without letter case as SQLite does.
 * @throws LiteliftError `table-unknown` for an include pattern that names no table: a typing error would lose it silently.
 */
export function selectTables(tables: Table[], { include, exclude }: Pick<Options, 'include' | 'exclude'>): Table[] {
  const matches = (table: Table, glob: string) => matchesGlob(flat(table.name), flat(glob))
  for (const glob of include) {
    if (tables.some((table) => matches(table, glob))) continue
    throw new LiteliftError('table-unknown', {
      subject: { table: glob },
      message: `No table of the file matches ${glob}.`,
      hint: `It holds ${tables.map((table) => table.name).join(', ') || 'no tables'}.`,
    })
  }
  return tables
    .filter((table) => include.length === 0 || include.some((glob) => matches(table, glob)))
    .filter((table) => !exclude.some((glob) => matches(table, glob)))
}

/** A slash separates nothing in a table name. */
function flat(text: string): string {
  return text.toLowerCase().replaceAll('/', '\u0001')
}
