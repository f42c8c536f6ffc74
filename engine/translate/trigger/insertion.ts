import type { Expr, InsertTriggerCmd, Select, SelectFrom } from 'sqlite3-parser'
import { quoteIdentifier } from '../../target/quote.ts'
import { sameName } from '../../source/schema/name.ts'
import { columnTerm } from '../column.ts'
import { reject } from '../untranslatable.ts'
import { columnsOf } from '../view/relation.ts'
import { selectSql } from '../view/select.ts'
import { assigned, assignedTerm, writtenColumn } from './assigned.ts'
import { conflictSql } from './conflict.ts'
import {
  contextWithin,
  refuseOwn,
  written,
  targetItem,
  viewSurroundings,
  type TriggerSurroundings,
  type WritableColumn,
  type WritableTable,
} from './surroundings.ts'

export function insertion(command: InsertTriggerCmd, around: TriggerSurroundings): string {
  const { orConflict, tblName, colNames, select, upsert } = command
  const table = written(tblName.objName.text, around)
  if (table.fullText && colNames && sameName(colNames[0]?.text ?? '', table.name))
    return fullTextCommand(command, table, around)
  const ignores = orConflict === 'Ignore'
  if (orConflict && orConflict !== 'Abort' && !ignores) return reject(`INSERT OR ${orConflict.toUpperCase()}`)
  if (ignores && upsert) return reject('INSERT OR IGNORE with ON CONFLICT')
  refuseOwn(table, around)
  const columns = colNames
    ? colNames.map(({ text }) => writtenColumn(table, text))
    : table.columns.filter(({ hidden, generated }) => !hidden && !generated)
  const lost = table.columns.find((column) => column.lacksDefault && !columns.includes(column))
  if (lost) return reject(`a row without ${lost.name} would not get what SQLite gives it`)
  if (ignores) refusePassingOver(table)
  around.changes.push({ table: table.name, event: 'INSERT' })
  const alias = quoteIdentifier(targetItem(table).alias)
  const into = `INSERT INTO ${table.sql} AS ${alias} (${columns.map(({ sql }) => sql).join(', ')})`
  const conflict = upsert ? conflictSql(upsert, table, around) : ignores ? ' ON CONFLICT DO NOTHING' : ''
  return `${into} ${rows(select, columns, around)}${conflict}`
}

/** OR IGNORE passes over rows that break any rule of the table, PostgreSQL's ON CONFLICT those that break a key. */
function refusePassingOver(table: WritableTable): void {
  if (table.checked) reject('INSERT OR IGNORE into a table with a CHECK')
  const strict = table.columns.find(({ notNull, numbered, generated }) => notNull && !numbered && !generated)
  if (strict) reject(`INSERT OR IGNORE passes over rows without ${strict.name}`)
}

function rows(select: Select, columns: WritableColumn[], around: TriggerSurroundings): string {
  const { select: one } = select
  const context = contextWithin(around)
  const values = (exprs: readonly Expr[]) => {
    if (exprs.length !== columns.length) return reject('INSERT of another number of values than columns')
    return exprs.map((expr, i) => {
      const column = columns[i]!
      // SQLite numbers a row without an id.
      if (column.numbered && expr.type === 'NullLiteral')
        return column.lacksDefault ? reject(`the id ${column.name} is NULL`) : 'DEFAULT'
      const sql = assigned(expr, column, context)
      if (column.numbered && context.term(expr).nullable) return reject(`the id ${column.name} may be NULL`)
      return sql
    })
  }
  const isPlain = !select.with && !select.compounds && !select.orderBy && !select.limit
  if (isPlain && one.type === 'SelectValues')
    return `VALUES ${one.values.map((row) => `(${values(row.values).join(', ')})`).join(', ')}`
  if (isPlain && one.type === 'SelectFrom' && isSingleRow(one)) {
    const list = values(
      one.columns.map((column) => (column.type === 'ExprResultColumn' ? column.expr : reject('a * without a table'))),
    )
    if (list.includes('DEFAULT')) return reject('INSERT of a SELECT without an id')
    return `SELECT ${list.join(', ')}${one.whereClause ? ` WHERE ${context.truth(one.whereClause).sql}` : ''}`
  }
  const found = selectSql(select, viewSurroundings(around))
  if (found.columns.length !== columns.length) return reject('INSERT of another number of values than columns')
  const incoming = columnsOf({ alias: 'incoming', columns: found.columns })
  const list = incoming.map((column, i) => {
    const into = columns[i]!
    if (into.numbered && !column.notNull) return reject(`the id ${into.name} may be NULL`)
    return assignedTerm(columnTerm(column), into)
  })
  return `SELECT ${list.join(', ')} FROM (${found.sql}) AS "incoming"`
}

/** SELECT of values, of which there is one row at most. */
function isSingleRow({ from, groupBy, having, distinctness, windowClause }: SelectFrom): boolean {
  return !from && !groupBy && !having && !distinctness && !windowClause
}

/**
 * `INSERT INTO words (words, rowid, …) VALUES ('delete', OLD.id, …)` of FTS5 tells an index that keeps no texts of its own which
 * row goes (fts5.html §6.3). In PostgreSQL the table has its texts, and the row goes.
 */
function fullTextCommand(
  { colNames, select }: InsertTriggerCmd,
  table: WritableTable,
  around: TriggerSurroundings,
): string {
  const { select: one } = select
  const [row, another] = one.type === 'SelectValues' ? one.values : []
  const [command, rowid] = row?.values ?? []
  if (another || command?.type !== 'StringLiteral' || command.value !== 'delete' || !rowid || !colNames?.[1])
    return reject('a command to a full-text table')
  const column = writtenColumn(table, colNames[1].text)
  if (!column.numbered) return reject('a command to a full-text table')
  around.changes.push({ table: table.name, event: 'DELETE' })
  const item = targetItem(table)
  return `DELETE FROM ${table.sql} AS ${quoteIdentifier(item.alias)} WHERE ${quoteIdentifier(item.alias)}.${column.sql} = ${assigned(rowid, column, contextWithin(around))}`
}
