import type { Note } from '../notes.ts'
import type { TableProfile } from '../source/profile.ts'
import type { Index, Table } from '../source/schema.ts'
import { quoteIdentifier } from '../target/quote.ts'
import type { Scope } from './expression/scope.ts'
import { translate } from './expression/translate.ts'
import { identifierFor, type Names } from './names.ts'
import type { ColumnPlan, IndexPlan } from './plan.ts'
import { planTextIndex } from './plan-text-index.ts'
import { scopeOf } from './scope.ts'

/**
 * Unique constraints and indexes of a new table. `key` is its primary key in PostgreSQL; where SQLite has one and
 * PostgreSQL cannot (it holds NULLs), a unique index stands in.
 */
export function planIndexes(
  table: Table,
  name: string,
  columns: ColumnPlan[],
  profile: TableProfile,
  key: string[] | null,
  names: Names,
  notes: Note[],
): IndexPlan[] {
  const scope = scopeOf(table, columns, profile)
  const plans: IndexPlan[] = []
  if (table.primaryKey.length > 0 && !key) {
    const members = table.primaryKey.map((source) => columns.find((column) => column.source === source)!.name)
    plans.push({
      name: names.claim(`${name}_key`, `${name}:primary`),
      unique: true,
      constraint: false,
      parts: members.map(quoteIdentifier),
      where: null,
      source: `PRIMARY KEY (${table.primaryKey.join(', ')})`,
    })
  }
  for (const index of table.indexes) {
    if (index.origin === 'primary-key') continue
    const translated = translateIndex(index, scope, columns)
    if ('reason' in translated) {
      const message = `The index ${index.name} was left out: ${translated.reason}.`
      notes.push({
        code: 'index-left-out',
        table: table.name,
        object: index.name,
        message,
        sql: index.sql ?? undefined,
      })
      continue
    }
    noteCollations(table, index, notes)
    const wanted = index.origin === 'unique' ? uniqueName(name, index, columns) : identifierFor(index.name, 'lower')
    plans.push({
      name: names.claim(wanted, `${table.name}.${index.name}`),
      unique: index.unique,
      constraint: index.origin === 'unique',
      ...translated,
      source: index.sql === null ? `UNIQUE (${index.parts.map((part) => part.column).join(', ')})` : index.name,
    })
  }
  const words = planTextIndex(table, name, columns, names)
  return words ? [...plans, words] : plans
}

/** PostgreSQL's own name for a unique constraint: table_column_key. */
function uniqueName(table: string, index: Index, columns: ColumnPlan[]): string {
  const members = index.parts.map((part) => columns.find((column) => column.source === part.column)?.name ?? '')
  return `${table}_${members.join('_')}_key`
}

function translateIndex(
  index: Index,
  scope: Scope,
  columns: ColumnPlan[],
): { parts: string[]; where: string | null } | { reason: string } {
  const parts: string[] = []
  for (const part of index.parts) {
    const direction = part.descending ? ' DESC' : ''
    const column = columns.find(({ source }) => source === part.column)
    if (column) {
      parts.push(quoteIdentifier(column.name) + direction)
      continue
    }
    if (part.column !== null || !part.expr) return { reason: 'one of its parts could not be read' }
    const translated = translate(part.expr, scope, index.unique ? 'unique' : 'index')
    if ('reason' in translated) return translated
    parts.push(`(${translated.sql})${direction}`)
  }
  if (!index.partial) return { parts, where: null }
  if (!index.where) return { reason: 'its predicate could not be read' }
  const where = translate(index.where, scope, 'predicate')
  return 'reason' in where ? where : { parts, where: where.sql }
}

function noteCollations(table: Table, index: Index, notes: Note[]): void {
  const collations = new Set(
    index.parts.map((part) => part.collation).filter((name) => name !== 'BINARY' && name !== ''),
  )
  if (collations.size === 0) return
  const message = `The index ${index.name} compares by ${[...collations].join(', ')} in SQLite and by the column's own collation in PostgreSQL.`
  notes.push({
    code: 'collation-left-out',
    table: table.name,
    object: index.name,
    message,
    sql: index.sql ?? undefined,
  })
}
