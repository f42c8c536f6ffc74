import type { DeleteTriggerCmd, Expr, TriggerCmd, UpdateTriggerCmd } from 'sqlite3-parser'
import { quoteIdentifier } from '../../target/quote.ts'
import { sameName } from '../../source/schema/name.ts'
import type { Context } from '../context.ts'
import { operand } from '../term.ts'
import { reject } from '../untranslatable.ts'
import { conjuncts } from '../view/identify.ts'
import { columnsOf, type FromItem } from '../view/relation.ts'
import { insertion } from './insertion.ts'
import { raising } from './raising.ts'
import { setSql } from './set.ts'
import {
  contextWithin,
  isOwn,
  refuseOwn,
  targetItem,
  written,
  type RowEvent,
  type Statement,
  type TriggerSurroundings,
} from './surroundings.ts'

/** One statement between BEGIN and END. */
export function statement(command: TriggerCmd, around: TriggerSurroundings): Statement {
  switch (command.type) {
    case 'SelectTriggerCmd':
      return raising(command.select, around)
    case 'InsertTriggerCmd':
      return plain(insertion(command, around))
    case 'UpdateTriggerCmd':
      return plain(update(command, around))
    case 'DeleteTriggerCmd':
      return plain(deletion(command, around))
  }
}

function plain(sql: string): Statement {
  return { sql: `${sql};`, probes: [sql] }
}

function update(
  { orConflict, tblName, sets, from, whereClause }: UpdateTriggerCmd,
  around: TriggerSurroundings,
): string {
  if (from) return reject('UPDATE with FROM')
  if (orConflict && orConflict !== 'Abort') return reject(`UPDATE OR ${orConflict.toUpperCase()}`)
  const target = written(tblName.objName.text, around)
  const item = targetItem(target)
  const context = contextWithin(around, [item])
  const isAfter = around.timing === 'AFTER' && around.event !== 'DELETE'
  const own = isAfter && isOwn(target, around) ? ownRow(whereClause, item, context, around.event) : null
  if (own === null) refuseOwn(target, around)
  around.changes.push({ table: target.name, event: 'UPDATE' })
  const head = `UPDATE ${target.sql} AS ${quoteIdentifier(item.alias)} SET ${setSql(sets, target, context)}`
  return `${head}${where(whereClause, context, own ?? [])}`
}

function deletion({ tblName, whereClause }: DeleteTriggerCmd, around: TriggerSurroundings): string {
  const target = written(tblName.objName.text, around)
  refuseOwn(target, around)
  const item = targetItem(target)
  around.changes.push({ table: target.name, event: 'DELETE' })
  return `DELETE FROM ${target.sql} AS ${quoteIdentifier(item.alias)}${where(whereClause, contextWithin(around, [item]))}`
}

function where(expr: Expr | undefined, context: Context, besides: string[] = []): string {
  if (!expr) return ''
  const truth = context.truth(expr)
  return ` WHERE ${besides.length > 0 ? [operand(truth), ...besides].join(' AND ') : truth.sql}`
}

/**
 * `WHERE id = NEW.id` or `OLD.id`: by a key of the table, the row itself. Null for any other condition; else what must hold
 * besides, because under the OLD key another row may be when the statement has ended.
 */
function ownRow(expr: Expr | undefined, item: FromItem, context: Context, event: RowEvent): string[] | null {
  const tests = conjuncts(expr).map((test) => context.term(test).equality)
  const sqlOf = (alias: string, wanted: string) =>
    columnsOf({ ...item, alias }).find(({ name }) => sameName(name, wanted))?.sql
  const asksFor = (alias: string) => (column: string) => {
    const sides = [sqlOf(item.alias, column), sqlOf(alias, column)]
    return tests.some(
      (test) => test && test.left !== test.right && sides.includes(test.left) && sides.includes(test.right),
    )
  }
  const keys = (item.keys ?? []).map(({ columns }) => columns)
  if (keys.some((columns) => columns.every(asksFor('new')))) return []
  const old = event === 'UPDATE' ? keys.find((columns) => columns.every(asksFor('old'))) : undefined
  return old ? old.map((column) => `${sqlOf('old', column)} = ${sqlOf('new', column)}`) : null
}
