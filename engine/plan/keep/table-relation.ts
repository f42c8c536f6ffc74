import type { ColumnProfile } from '../../source/profile/profile.ts'
import type { Table } from '../../source/schema/schema.ts'
import { qualifiedName } from '../../target/quote.ts'
import { magnitudeOf } from '../../translate/term.ts'
import type { Key, Relation, RelationColumn } from '../../translate/view.ts'
import type { PlannedTable } from './planned-table.ts'
import { scopeColumns } from './scope.ts'

/** A table as the SQL of views and triggers finds it, once it is in the target schema. */
export function tableRelation({ placement, plan, profile }: PlannedTable, schema: string): Relation {
  const sql = qualifiedName(schema, plan.name)
  const { table } = placement
  // Of a table that exists, the columns are what they are there, not what their values are staged as.
  if (placement.into) {
    const into = new Map(placement.columns.map((placed) => [placed.position, placed.into]))
    const held = plan.columns.map((column) => {
      const existing = into.get(column.position)
      return existing ? { ...column, type: existing.type, notNull: existing.notNull } : column
    })
    return { sql, columns: scopeColumns(table, held, profile) }
  }
  const columns = scopeColumns(table, plan.columns, profile)
  return {
    sql,
    columns: columns.map((column, i) => withLargest(column, profile.columns[i]!)),
    keys: keysOf(table, columns),
  }
}

/** With it numbers are known to be the same as double precision, in which SQLite compares integers with reals. */
function withLargest(column: RelationColumn, found: ColumnProfile): RelationColumn {
  const isNumbers = column.storage === 'integer' || column.storage === 'number' || column.storage === 'real'
  if (!isNumbers || found.integers + found.reals === 0) return column
  const integers = [found.minInteger, found.maxInteger].map((end) => magnitudeOf(end ?? 0n))
  const reals = [found.minReal, found.maxReal].map((end) => Math.abs(end ?? 0))
  return { ...column, largest: Math.max(...integers, ...reals) }
}

function keysOf({ primaryKey, indexes, rowidAlias }: Table, columns: RelationColumn[]): Key[] {
  const uniques = indexes.flatMap(({ unique, partial, parts }) => {
    const names = parts.flatMap(({ column }) => column ?? [])
    return unique && !partial && names.length === parts.length ? [names] : []
  })
  const isFull = (name: string) =>
    name === rowidAlias || columns.find((column) => column.name === name)?.notNull === true
  return [primaryKey, ...uniques]
    .filter((names) => names.length > 0)
    .map((names) => ({ columns: names, notNull: names.every(isFull) }))
}
