import type { Upsert } from 'sqlite3-parser'
import { sameName } from '../../source/schema/name.ts'
import { reject } from '../untranslatable.ts'
import type { FromItem } from '../view/relation.ts'
import { writtenColumn } from './assigned.ts'
import { contextWithin, targetItem, type TriggerSurroundings, type WritableTable } from './surroundings.ts'
import { setSql } from './set.ts'

/** ON CONFLICT by a key that both sides have; `excluded` is the row that did not get in. */
export function conflictSql(upsert: Upsert, table: WritableTable, around: TriggerSurroundings): string {
  const { index, doClause, next } = upsert
  if (next || !index || index.whereClause) return reject('ON CONFLICT without the columns of one key')
  const columns = index.targets.map(({ expr }) =>
    expr.type === 'Id' ? writtenColumn(table, expr.name) : reject('ON CONFLICT by an expression'),
  )
  const isKey = (table.keys ?? []).some(
    (key) =>
      key.columns.length === columns.length &&
      key.columns.every((name) => columns.some((column) => sameName(column.name, name))),
  )
  // Under another collation the key is an expression in PostgreSQL.
  if (!isKey || columns.some(({ collation }) => collation !== 'BINARY')) return reject('ON CONFLICT by what is no key')
  const target = ` ON CONFLICT (${columns.map(({ sql }) => sql).join(', ')})`
  if (doClause.type === 'NothingUpsertDo') return `${target} DO NOTHING`
  around.changes.push({ table: table.name, event: 'UPDATE' })
  // Only its full name means a column of it.
  const excluded: FromItem = {
    alias: 'excluded',
    columns: table.columns.map((column) => ({ ...column, merged: true })),
  }
  const context = contextWithin(around, [targetItem(table), excluded])
  const where = doClause.whereClause ? ` WHERE ${context.truth(doClause.whereClause).sql}` : ''
  return `${target} DO UPDATE SET ${setSql(doClause.sets, table, context)}${where}`
}
