import type { Note } from '../../notes.ts'
import { sameName } from '../../source/schema/name.ts'
import type { TableProfile } from '../../source/profile/profile.ts'
import type { Column, ForeignKeyAction, Table } from '../../source/schema/schema.ts'
import { translateGenerated } from '../../translate/generated.ts'
import type { Scope } from '../../translate/scope.ts'
import type { ColumnPlan } from '../plan.ts'
import { scopeOf } from './scope.ts'

/** The generation expressions of a table's columns, by the column; what has no translation is not among them. */
export interface GeneratedPlan {
  sql: ReadonlyMap<ColumnPlan, string>
  notes: Note[]
}

/**
 * Translates generated columns once all types are chosen; one without a translation is left with its values and a note.
 * PostgreSQL lets none read another one, so what it would read is written out in its place.
 */
export function planGenerated(table: Table, columns: ColumnPlan[], profile: TableProfile): GeneratedPlan {
  const translations = new Map<ColumnPlan, string>()
  const notes: Note[] = []
  const plain = scopeOf(table, columns, profile)
  const generated = columns.filter(({ position }) => table.columns[position]!.generated)
  const waiting = new Set(generated)
  const scope: Scope = {
    column(name) {
      const found = plain.column(name)
      const column = generated.find(({ source }) => sameName(source, name))
      if (!found || !column) return found
      plan(column)
      const sql = translations.get(column)
      if (sql === undefined) return { ...found, leftOut: `the generated column ${name} holds its values only` }
      return { ...found, sql: `((${sql})::${column.type})` }
    },
  }

  function plan(column: ColumnPlan): void {
    if (!waiting.delete(column)) return
    const source = table.columns[column.position]!
    const { expr, sql } = source.generated!
    const translated =
      reservedBy(source, table) ??
      changedBy(column) ??
      (expr ? translateGenerated(expr, scope, column.type) : { reason: 'its SQL could not be read' })
    if ('sql' in translated) {
      translations.set(column, translated.sql)
      return
    }
    const message = `The generated column becomes a plain one that holds its values: ${translated.reason}.`
    notes.push({ code: 'generated-as-values', table: table.name, column: column.source, message, sql })
  }

  for (const column of generated) plan(column)
  return { sql: translations, notes }
}

/** What the expression gives is not what the options make of the values. */
function changedBy({ cast, emptyAsNull, invalidText }: ColumnPlan): { reason: string } | null {
  return cast === 'checked' || emptyAsNull || invalidText !== 'fail'
    ? { reason: 'the options change its values' }
    : null
}

/** PostgreSQL refuses actions of a foreign key that would write to a generated column (ddl-generated-columns.html). */
function reservedBy({ name }: Column, { foreignKeys }: Table): { reason: string } | null {
  const writes = foreignKeys.some(
    ({ columns, onUpdate, onDelete }) =>
      columns.includes(name) && (WRITING_ON_UPDATE.includes(onUpdate) || WRITING_ON_DELETE.includes(onDelete)),
  )
  return writes ? { reason: 'a foreign key with an action that would change it is declared on it' } : null
}

const WRITING_ON_DELETE: ForeignKeyAction[] = ['SET NULL', 'SET DEFAULT']
const WRITING_ON_UPDATE: ForeignKeyAction[] = [...WRITING_ON_DELETE, 'CASCADE']
