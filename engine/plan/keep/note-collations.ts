import type { Note } from '../../notes.ts'
import type { Index, Table } from '../../source/schema/schema.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import { baseType } from '../../types/postgres-type.ts'
import { collatedKey, isCollated } from './collated-key.ts'
import type { ColumnPlan, IndexPart } from '../plan.ts'

/** Collations other than BINARY: those of columns, and those that an index has beside its columns' own. */
export function noteCollations(table: Table, columns: ColumnPlan[]): Note[] {
  const notes: Note[] = []
  for (const { source, name, type, position } of columns) {
    const { collation } = table.columns[position]!
    if (!differs(collation) || !MATTERS.has(baseType(type))) continue
    const at = { table: table.name, column: source }
    if (!isCollated(type, collation)) {
      const message = `Declared COLLATE ${collation}, which ${type} does not have in PostgreSQL; values are compared as they are.`
      notes.push({ code: 'collation-left-out', ...at, message })
      continue
    }
    const compared = collatedKey(quoteIdentifier(name), type, collation)
    const message = `Declared COLLATE ${collation}: keys and indexes hold ${compared}, so that they are unique as in SQLite. Queries compare and sort by the text itself unless they say ${compared}.`
    notes.push({ code: 'collation-in-keys', ...at, message })
  }
  return notes
}

/** `parts` are those that the index gets. */
export function noteIndexCollations(table: Table, index: Index, columns: ColumnPlan[], parts: IndexPart[]): Note[] {
  const own = (name: string | null) => table.columns.find((column) => column.name === name)?.collation
  const typeOf = (name: string | null) => columns.find(({ source }) => source === name)?.type ?? 'text'
  const others = index.parts.filter(
    ({ column, collation }) => differs(collation) && collation !== own(column) && MATTERS.has(baseType(typeOf(column))),
  )
  if (others.length === 0) return []
  const at = { table: table.name, object: index.name, sql: index.sql ?? undefined }
  const isKept = others.every(({ column, collation }) => isCollated(typeOf(column), collation))
  const names = [...new Set(others.map(({ collation }) => collation))].join(', ')
  if (!isKept) {
    const message = `The index ${index.name} compares by ${names} in SQLite, and by the values themselves in PostgreSQL.`
    return [{ code: 'collation-left-out', ...at, message }]
  }
  const held = parts.map(({ sql }) => sql).join(', ')
  const message = `The index ${index.name} compares by ${names}: it holds (${held}), which queries have to say to use it.`
  return [{ code: 'collation-in-keys', ...at, message }]
}

/** Types that hold a text as it is written; in the others two spellings of a value are one, or there are none. */
const MATTERS = new Set(['text', 'varchar', 'jsonb', 'bytea'])

function differs(collation: string): boolean {
  return collation !== 'BINARY' && collation !== ''
}
