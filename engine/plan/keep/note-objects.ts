import { withoutEnd } from '../../without-end.ts'
import type { Note } from '../../notes.ts'
import type { Schema, Table } from '../../source/schema/schema.ts'

/** Names every object of the file that becomes neither a table, a view nor a trigger, with its SQL. */
export function noteObjects(schema: Schema, selected: Table[]): Note[] {
  const notes: Note[] = []
  for (const { name, reason, sql } of schema.unreadable) {
    const message = `The virtual table ${name} was left out: ${withoutEnd(reason, '.')}.`
    notes.push({ code: 'virtual-table-left-out', object: name, message, sql })
  }
  for (const table of selected.filter(({ kind }) => kind === 'virtual')) {
    const message = `The virtual table ${table.name} becomes a plain table with its content.`
    notes.push({ code: 'virtual-table-content', table: table.name, message, sql: table.sql })
  }
  if (schema.tables.length === 0) {
    notes.push({ code: 'no-tables', message: 'The file is a valid database without tables.' })
  }
  return notes
}
