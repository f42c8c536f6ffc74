import type { Expr, RaiseExpr, Select, SelectFrom } from 'sqlite3-parser'
import { asText } from '../affinity.ts'
import type { Context } from '../context.ts'
import { reject } from '../untranslatable.ts'
import { contextWithin, existence, type Statement, type TriggerSurroundings } from './surroundings.ts'

/** `SELECT RAISE(…) WHERE …` and `SELECT CASE WHEN … THEN RAISE(…) END`: what a SELECT in a trigger is there for. */
export function raising(select: Select, around: TriggerSurroundings): Statement {
  const { select: one } = select
  if (select.with || select.compounds || select.orderBy || select.limit || one.type !== 'SelectFrom' || isGrouped(one))
    return reject('a SELECT that does not only raise an error')
  const [column, another] = one.columns
  const expr = column?.type === 'ExprResultColumn' && !another ? unwrapped(column.expr) : null
  const context = contextWithin(around)
  if (expr?.type === 'RaiseExpr') {
    const effect = effectOf(expr, context, around)
    // Of a SELECT with FROM every row raises, the first of them in fact.
    const condition = one.from
      ? context.truth(existence(select)).sql
      : one.whereClause
        ? context.truth(one.whereClause).sql
        : null
    if (condition === null) return { sql: effect, probes: [] }
    return { sql: `IF ${condition} THEN\n  ${effect}\nEND IF;`, probes: [`SELECT ${condition}`] }
  }
  if (expr?.type !== 'CaseExpr' || expr.base || one.from) return reject('a SELECT that does not only raise an error')
  const arms = expr.whenThenPairs.map(({ when, then }) => ({
    condition: context.truth(when).sql,
    effect: effectOf(then, context, around),
  }))
  const otherwise = expr.elseExpr ? effectOf(expr.elseExpr, context, around) : 'NULL;'
  const chain = arms.map(({ condition, effect }, i) => `${i === 0 ? 'IF' : 'ELSIF'} ${condition} THEN\n  ${effect}\n`)
  const sql = `${chain.join('')}ELSE\n  ${otherwise}\nEND IF;`
  const where = one.whereClause ? context.truth(one.whereClause).sql : null
  const conditions = [...arms.map(({ condition }) => condition), ...(where === null ? [] : [where])]
  return {
    sql: where === null ? sql : `IF ${where} THEN\n${sql}\nEND IF;`,
    probes: conditions.map((condition) => `SELECT ${condition}`),
  }
}

function isGrouped({ groupBy, having, windowClause }: SelectFrom): boolean {
  return groupBy !== undefined || having !== undefined || windowClause !== undefined
}

function unwrapped(expr: Expr): Expr {
  return expr.type === 'ParenthesizedExpr' && expr.exprs.length === 1 ? unwrapped(expr.exprs[0]!) : expr
}

/** A value that nobody sees does nothing. */
function effectOf(expr: Expr, context: Context, around: TriggerSurroundings): string {
  const inner = unwrapped(expr)
  if (inner.type === 'RaiseExpr') return raise(inner, context, around)
  return inner.type === 'NullLiteral' || inner.type === 'NumericLiteral' || inner.type === 'StringLiteral'
    ? 'NULL;'
    : reject('a SELECT that does not only raise an error')
}

/**
 * ABORT takes back what the statement has done and ROLLBACK the transaction; an error of PostgreSQL does both, until a
 * savepoint. IGNORE leaves the row and goes on to the next one.
 */
function raise({ resolve, message }: RaiseExpr, context: Context, around: TriggerSurroundings): string {
  if (resolve === 'Ignore') {
    if (around.timing !== 'BEFORE') return reject('RAISE(IGNORE) after the row is there')
    around.skips = true
    return 'RETURN NULL;'
  }
  if (resolve === 'Fail') return reject('RAISE(FAIL), which keeps the rows before')
  const text = message ? asText(context.term(message)).sql : "''"
  return `RAISE EXCEPTION USING MESSAGE = ${text}, ERRCODE = 'integrity_constraint_violation';`
}
