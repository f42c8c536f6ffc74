import { LiteliftError } from '../../errors.ts'
import type { Options } from '../../options.ts'
import type { Table } from '../../source/schema/schema.ts'
import { matchesName } from './matches-name.ts'

/**
 * The tables that the options ask for, compared without letter case as SQLite does.
 * @throws LiteliftError `table-unknown` for an include pattern or excluded name that is no table's: a typing error would be silent.
 */
export function selectTables(tables: Table[], { include, exclude }: Pick<Options, 'include' | 'exclude'>): Table[] {
  const matches = (table: Table, glob: string) => matchesName(table.name, glob)
  // A pattern that excludes nothing is no error, since such tables come and go; a name is.
  for (const glob of [...include, ...exclude.filter((glob) => !/[*?]/.test(glob))]) {
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
