import { LiteliftError } from '../../errors.ts'
import type { Options } from '../../options.ts'
import type { TableOptions } from '../../options/table-options.ts'
import type { Table } from '../../source/schema/schema.ts'
import { isDeclaredAs } from './declared-casts.ts'
import { isNamed, matchesName } from './matches-name.ts'

/**
 * Refuses entries of `tables` and `types` that match nothing in the file: a typing error would lose them silently. Tables that are
 * excluded count as well.
 * @throws LiteliftError `table-unknown`, `column-unknown`, `option-invalid` naming the entry's path
 */
export function checkPatterns(tables: Table[], options: Options): void {
  for (const [pattern, entry] of Object.entries(options.tables)) {
    const path = `tables.${pattern}`
    const matching = tables.filter(({ name }) => matchesName(name, pattern))
    if (matching.length === 0) {
      throw new LiteliftError('table-unknown', {
        subject: { table: pattern },
        message: `${path}: no table of the file matches.`,
        hint: `It holds ${listed(tables)}.`,
      })
    }
    if (entry.name !== undefined && !matching.some(({ name }) => isNamed(name, pattern)))
      throw ambiguous(`${path}.name`)
    checkColumns(path, entry, matching)
  }
  checkTypes(tables, options)
}

function checkTypes(tables: Table[], { types }: Options): void {
  const declared = new Set(tables.flatMap(({ columns }) => columns.map((column) => column.declared)))
  const unknown = Object.keys(types).find((key) => ![...declared].some((one) => isDeclaredAs(one, key)))
  if (unknown === undefined) return
  throw new LiteliftError('column-unknown', {
    message: `types.${unknown}: no column of the file is declared so.`,
    hint: `Declared are ${[...declared]
      .slice(0, MOST_NAMED)
      .map((one) => one || '(nothing)')
      .join(', ')}.`,
  })
}

function checkColumns(path: string, { columns = {}, ignoreColumns = [] }: TableOptions, tables: Table[]): void {
  const names = [...new Set(tables.flatMap((table) => table.columns.map(({ name }) => name)))]
  const patterns = [
    ...Object.keys(columns).map((pattern) => [pattern, `${path}.columns.${pattern}`] as const),
    ...ignoreColumns.map((pattern, position) => [pattern, `${path}.ignoreColumns.${position}`] as const),
  ]
  for (const [pattern, at] of patterns) {
    if (names.some((name) => matchesName(name, pattern))) continue
    throw new LiteliftError('column-unknown', {
      subject: { column: pattern },
      message: `${at}: no column matches ${pattern}.`,
      hint: `${tables.length === 1 ? `${tables[0]!.name} has` : 'The matching tables have'} ${names.slice(0, MOST_NAMED).join(', ')}.`,
    })
  }
  for (const [pattern, { name }] of Object.entries(columns)) {
    if (name !== undefined && !names.some((column) => isNamed(column, pattern)))
      throw ambiguous(`${path}.columns.${pattern}.name`)
  }
}

/** Names that a hint lists. */
const MOST_NAMED = 50

function listed(tables: Table[]): string {
  return (
    tables
      .slice(0, MOST_NAMED)
      .map(({ name }) => name)
      .join(', ') || 'no tables'
  )
}

function ambiguous(path: string): LiteliftError {
  return new LiteliftError('option-invalid', {
    message: `${path}: one name cannot be given to whatever a pattern matches.`,
    hint: 'Give the name in an entry for the one table or column, written without * and ?.',
  })
}
